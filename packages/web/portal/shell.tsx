import './portal.css'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { Boundary } from '../parts/boundary.tsx'
import { Instant } from '../parts/instant.tsx'
import { Problem } from '../parts/problem.tsx'
import { Button } from '../ui/button.tsx'
import { DeliveryIcon, EventIcon, MoonIcon, RampwayMark, SendIcon, SunIcon, SystemIcon } from '../ui/icon.tsx'
import { useTheme } from '../ui/theme.ts'
import { useToast } from '../ui/toasts.tsx'
import { type Partner, signOut } from './api.ts'

const places = [
  { path: '/webhook-endpoints', one: '/webhook-endpoint', label: 'Webhook endpoints', icon: <SendIcon /> },
  { path: '/deliveries', one: '/delivery', label: 'Deliveries', icon: <DeliveryIcon /> },
  { path: '/events', one: '/event', label: 'Events', icon: <EventIcon /> },
] as const

const themeIcons = { system: <SystemIcon />, light: <SunIcon />, dark: <MoonIcon /> } as const

/** What stands around every page: whose portal it is, the way to the other pages, and out. */
export function Shell({ partner, children }: { readonly partner: Partner; readonly children: ReactNode }) {
  const [path] = useLocation()
  return (
    <div className="portal">
      <a className="portal-skip" href="#content">
        Skip to the page
      </a>
      <header className="portal-head">
        <div className="portal-whose">
          <RampwayMark />
          <div>
            <p className="portal-name">{partner.brand ?? partner.tenant}</p>
            <p className="portal-tenant">
              {partner.brand !== null && `${partner.tenant} · `}
              {partner.expires_at !== null && (
                <>
                  sign-in ends <Instant at={partner.expires_at} />
                </>
              )}
            </p>
          </div>
        </div>
        <Tools />
        <nav className="portal-navigation" aria-label="Pages">
          <ul>
            {places.map(({ path: place, one, label, icon }) => (
              <li key={place}>
                <Link href={place} aria-current={path === place || path === one ? 'page' : undefined}>
                  {icon}
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="content" className="portal-content" tabIndex={-1}>
        <Boundary key={path} fallback={(error) => <Problem error={error} onRetry={() => location.reload()} />}>
          {children}
        </Boundary>
      </main>
    </div>
  )
}

function Tools() {
  const { theme, next } = useTheme()
  const queries = useQueryClient()
  const toast = useToast()
  const leaving = useMutation({
    mutationFn: () => signOut(queries),
    onError: () => toast('You are still signed in', 'error', 'The gateway did not take the call.'),
  })
  return (
    <div className="portal-tools">
      <Button kind="quiet" size="small" label={`Theme: ${theme}`} onClick={next}>
        {themeIcons[theme]}
      </Button>
      <Button size="small" isBusy={leaving.isPending} onClick={() => leaving.mutate()}>
        Sign out
      </Button>
    </div>
  )
}
