import '../parts/acts.css'
import { useState } from 'react'
import { Link } from 'wouter'
import { CommandHint } from '../parts/identifier.tsx'
import { Section } from '../parts/page.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useToast } from '../ui/toasts.tsx'
import { Act } from './act.tsx'
import { webhookCommand } from './commands.ts'
import { SecretView } from './once-view.tsx'
import { type ActCall, reasonGiven, useAct } from './queries.ts'
import { ReplayDialog } from './replay-dialog.tsx'
import type { EventReply, SecretWebhookEndpoint, WebhookEndpoint } from './shapes.ts'
import { type Ref, useViewer } from './viewer.ts'
import { WebhookEndpointDialog } from './webhook-endpoint-dialog.tsx'

interface ActsProps {
  readonly of: Ref
  readonly one: WebhookEndpoint
}

/** What can be done to a webhook endpoint, each with what it does. */
export function WebhookEndpointActs({ of, one, onDeleted }: ActsProps & { readonly onDeleted: () => void }) {
  return (
    <Section title="Acts" isFlush>
      <ul className="acts">
        <TestEvent of={of} one={one} />
        <Change of={of} one={one} />
        <Replay of={of} one={one} />
        <RotateSecret of={of} one={one} />
        <EnableOrDisable of={of} one={one} />
        <Delete of={of} one={one} onDeleted={onDeleted} />
      </ul>
    </Section>
  )
}

function TestEvent({ of, one }: ActsProps) {
  const { pathOf, addressOf, objection, isOperator } = useViewer()
  const toast = useToast()
  const { mutate, data, isPending } = useAct<EventReply>()
  const delivery = data?.deliveries[0]
  const send = (): void =>
    mutate(
      { method: 'POST', path: pathOf('webhook-endpoints', of, 'test'), body: {} },
      { onError: (refusal) => toast('Test event: refused', 'error', refusal.message) },
    )
  return (
    <li className="act">
      <p className="act-text" role="status">
        {delivery === undefined ? (
          'Sends an event of the type rampway.test.'
        ) : (
          <>
            On its way.{' '}
            <Link href={addressOf('deliveries', { tenant: of.tenant, id: delivery.id })}>See its delivery</Link>
          </>
        )}
      </p>
      <Button
        size="small"
        isBusy={isPending}
        isDisabled={objection !== undefined || one.status === 'disabled'}
        onClick={send}
      >
        Send test event
      </Button>
      {isOperator && <CommandHint command={webhookCommand('test', of)} />}
    </li>
  )
}

function Change({ of, one }: ActsProps) {
  const { objection } = useViewer()
  const [isOpen, setOpen] = useState(false)
  return (
    <li className="act">
      <p className="act-text">Its URL, events, timestamps and signature.</p>
      <Button size="small" isDisabled={objection !== undefined} onClick={() => setOpen(true)}>
        Change …
      </Button>
      <WebhookEndpointDialog isOpen={isOpen} initial={one} tenant={of.tenant} onClose={() => setOpen(false)} />
    </li>
  )
}

function Replay({ of }: ActsProps) {
  const { objection } = useViewer()
  const [isOpen, setOpen] = useState(false)
  return (
    <li className="act">
      <p className="act-text">Sends what it missed once more, with a count before.</p>
      <Button size="small" isDisabled={objection !== undefined} onClick={() => setOpen(true)}>
        Replay …
      </Button>
      <ReplayDialog isOpen={isOpen} of={of} onClose={() => setOpen(false)} />
    </li>
  )
}

function RotateSecret({ of }: ActsProps) {
  const { pathOf } = useViewer()
  const [secret, setSecret] = useState<string | undefined>(undefined)
  return (
    <li className="act">
      <p className="act-text">Makes a new secret. The one before signs too for 24 hours.</p>
      <Act<{ readonly webhook_endpoint: SecretWebhookEndpoint }>
        label="Rotate secret"
        title="Rotate the secret"
        meaning="There is a new secret at once. For 24 hours everything is signed with both, so that the receiver can change over."
        isReasonRequired
        command={webhookCommand('rotate-secret', of)}
        call={(reason) => ({
          method: 'POST',
          path: pathOf('webhook-endpoints', of, 'rotate-secret'),
          body: reasonGiven(reason),
        })}
        done="There is a new secret"
        onDone={({ webhook_endpoint }) => setSecret(webhook_endpoint.secret)}
      />
      <Dialog
        isOpen={secret !== undefined}
        onOpenChange={(open) => !open && setSecret(undefined)}
        title="Its new secret"
        isHeld
      >
        {secret !== undefined && (
          <SecretView
            secret={secret}
            note="The secret before goes on signing beside it for 24 hours."
            onClose={() => setSecret(undefined)}
          />
        )}
      </Dialog>
    </li>
  )
}

function EnableOrDisable({ of, one }: ActsProps) {
  const { pathOf } = useViewer()
  const isDisabled = one.status === 'disabled'
  const call = (status: string, reason: string): ActCall => ({
    method: 'PATCH',
    path: pathOf('webhook-endpoints', of),
    body: { status, ...reasonGiven(reason) },
  })
  return (
    <li className="act">
      <p className="act-text">
        {isDisabled ? 'Sends again, beginning with what is pending.' : 'Sends nothing to it until it is enabled again.'}
      </p>
      {isDisabled ? (
        <Act
          key="enable"
          label="Enable"
          title="Enable this webhook endpoint"
          meaning="What is pending is sent at once. What happened meanwhile can be replayed."
          command={`${webhookCommand('change', of)} --status enabled`}
          call={(reason) => call('enabled', reason)}
          done="Enabled"
        />
      ) : (
        <Act
          key="disable"
          label="Disable"
          title="Disable this webhook endpoint"
          meaning="Nothing is sent to it until it is enabled again. What happens meanwhile gets no delivery, and can be replayed."
          isReasonRequired
          isDangerous
          command={`${webhookCommand('change', of)} --status disabled`}
          call={(reason) => call('disabled', reason)}
          done="Disabled"
        />
      )}
    </li>
  )
}

function Delete({ of, onDeleted }: ActsProps & { readonly onDeleted: () => void }) {
  const { pathOf } = useViewer()
  return (
    <li className="act">
      <p className="act-text">Forgets it with its secrets; pending deliveries are cancelled.</p>
      <Act
        label="Delete"
        title="Delete this webhook endpoint"
        meaning="It is forgotten with its secrets, and its pending deliveries are cancelled. This cannot be undone."
        isReasonRequired
        isDangerous
        command={webhookCommand('delete', of)}
        call={(reason) => ({ method: 'DELETE', path: pathOf('webhook-endpoints', of), query: { reason } })}
        done="Deleted"
        onDone={onDeleted}
      />
    </li>
  )
}
