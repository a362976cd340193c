import { Dialog } from '@base-ui/react/dialog'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Instant } from '../../parts/instant.tsx'
import { Button } from '../../ui/button.tsx'
import { MoonIcon, OperatorIcon, SunIcon, SystemIcon } from '../../ui/icon.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { type Theme, useTheme } from '../../ui/theme.ts'
import { useToast } from '../../ui/toasts.tsx'
import { signOut } from '../api/sign-in.ts'
import { useOperator } from './operator-context.ts'

const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

const themeIcons = { system: <SystemIcon />, light: <SunIcon />, dark: <MoonIcon /> } as const

/** Who is signed in and what they may do, the colours of the page, and the way out. */
export function OperatorMenu() {
  const { me } = useOperator()
  const { theme, choose } = useTheme()
  const queries = useQueryClient()
  const toast = useToast()
  const leaving = useMutation({
    mutationFn: () => signOut(queries),
    onError: () => toast('You are still signed in', 'error', 'The gateway did not take the call.'),
  })
  return (
    <Dialog.Root modal={false}>
      <Dialog.Trigger className="operator-button" aria-label={`Signed in as ${me.name}`}>
        <OperatorIcon />
        <span className="operator-name">{me.name}</span>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Popup className="operator-card">
          <Dialog.Title className="operator-title">{me.name}</Dialog.Title>
          <dl className="operator-facts">
            <dt>May</dt>
            <dd>{me.scopes.join(', ')}</dd>
            <dt>Until</dt>
            <dd>{me.expires_at === null ? 'signed out' : <Instant at={me.expires_at} />}</dd>
          </dl>
          <div className="operator-theme">
            <span aria-hidden="true">{themeIcons[theme]}</span>
            <Segmented label="Theme" value={theme} choices={themes} onChange={choose} />
          </div>
          <Button isBusy={leaving.isPending} onClick={() => leaving.mutate()}>
            Sign out
          </Button>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
