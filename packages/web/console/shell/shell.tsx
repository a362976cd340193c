import './shell.css'
import { Dialog } from '@base-ui/react/dialog'
import { type ReactNode, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { Boundary } from '../../parts/boundary.tsx'
import { Problem } from '../../parts/problem.tsx'
import { CloseIcon, MenuIcon, RampwayMark } from '../../ui/icon.tsx'
import { FindField } from './find-field.tsx'
import { Navigation } from './navigation.tsx'
import { OperatorMenu } from './operator-menu.tsx'

/** What stands around every page: the way to the others, the field that finds, who is signed in. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation()
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the page
      </a>
      <header className="topbar">
        <Menu />
        <Link href="/" className="topbar-brand" aria-label="Rampway console, home">
          <RampwayMark />
          <span>Rampway</span>
        </Link>
        <FindField />
        <OperatorMenu />
      </header>
      <div className="sidebar">
        <Navigation />
      </div>
      <main id="content" className="content" tabIndex={-1}>
        <Boundary key={path} fallback={(error) => <Problem error={error} onRetry={() => location.reload()} />}>
          {children}
        </Boundary>
      </main>
    </div>
  )
}

/** The navigation where there is no room for it beside the page. */
function Menu() {
  const [isOpen, setOpen] = useState(false)
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className="menu-button" aria-label="Menu">
        <MenuIcon />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="menu-panel">
          <div className="menu-head">
            <Dialog.Title className="menu-title">Rampway</Dialog.Title>
            <Dialog.Close className="menu-button" aria-label="Close">
              <CloseIcon />
            </Dialog.Close>
          </div>
          <Navigation onGo={() => setOpen(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
