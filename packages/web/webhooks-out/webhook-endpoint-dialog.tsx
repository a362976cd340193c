import { type SubmitEvent, useState } from 'react'
import { ReasonField, withReason } from '../parts/act-dialog.tsx'
import { CommandHint } from '../parts/identifier.tsx'
import { Problem } from '../parts/problem.tsx'
import { Button } from '../ui/button.tsx'
import { CheckList } from '../ui/check-list.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Select } from '../ui/select.tsx'
import { useToast } from '../ui/toasts.tsx'
import { changeCommand, createCommand } from './commands.ts'
import { SecretView } from './once-view.tsx'
import { reasonGiven, useAct } from './queries.ts'
import type { SecretWebhookEndpoint, WebhookEndpoint } from './shapes.ts'
import { useViewer } from './viewer.ts'
import { eventTypes } from './words.ts'

/** Adds a webhook endpoint, or changes what one is set to; of a new one it then shows the secret. */
export interface WebhookEndpointDialogProps {
  readonly isOpen: boolean
  /** What is changed; undefined: a new one is added. */
  readonly initial: WebhookEndpoint | undefined
  /** Whose a new one is to be, where that is chosen already; else empty. */
  readonly tenant: string
  readonly onClose: () => void
}

export function WebhookEndpointDialog({ isOpen, initial, tenant, onClose }: WebhookEndpointDialogProps) {
  const [secret, setSecret] = useState<string | undefined>(undefined)
  const close = (): void => {
    setSecret(undefined)
    onClose()
  }
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(open) => !open && close()}
      title={secret !== undefined ? 'Its secret' : initial === undefined ? 'Add webhook endpoint' : 'Change'}
      isHeld={secret !== undefined}
    >
      {secret === undefined ? (
        <WebhookEndpointForm
          initial={initial}
          tenant={tenant}
          onClose={close}
          onSaved={(saved) => (initial === undefined ? setSecret(saved.secret) : close())}
        />
      ) : (
        <SecretView secret={secret} onClose={close} />
      )}
    </Dialog>
  )
}

function WebhookEndpointForm({ initial, tenant: given, onClose, onSaved }: WebhookEndpointFormProps) {
  const { isOperator, tenants, pathOf } = useViewer()
  const toast = useToast()
  const { mutate, isPending, error } = useAct<{ readonly webhook_endpoint: SecretWebhookEndpoint }>()
  const [tenant, setTenant] = useState(given || (tenants[0] ?? ''))
  const [url, setUrl] = useState(initial?.url ?? '')
  const [description, setDescription] = useState(initial?.description ?? '')
  const [isAll, setAll] = useState((initial?.types.length ?? 0) === 0)
  const [types, setTypes] = useState<readonly string[]>(initial?.types ?? [])
  const [format, setFormat] = useState(initial?.timestamp_format ?? 'iso8601')
  const [signature, setSignature] = useState(initial?.signature ?? 'hmac')
  const [reason, setReason] = useState('')
  const isWhole = url.trim() !== '' && (isAll || types.length > 0)
  const settings = {
    url: url.trim(),
    types: isAll ? [] : eventTypes.filter((type) => types.includes(type)),
    description: description.trim() === '' ? null : description.trim(),
    timestamp_format: format,
    signature,
  }
  const command =
    initial === undefined ? createCommand(tenant, settings) : changeCommand({ tenant: given, id: initial.id }, settings)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (isPending || !isWhole) return
    const body = { ...settings, ...reasonGiven(reason.trim()) }
    const call =
      initial === undefined
        ? ({
            method: 'POST',
            path: '/webhook-endpoints',
            body: { ...(isOperator && { tenant }), ...withoutNull(body) },
          } as const)
        : ({
            method: 'PATCH',
            path: pathOf('webhook-endpoints', { tenant: given, id: initial.id }),
            body,
          } as const)
    mutate(call, {
      onSuccess: ({ webhook_endpoint: saved }) => {
        toast(initial === undefined ? 'Webhook endpoint added' : 'Changed')
        onSaved(saved)
      },
    })
  }
  return (
    <form className="webhook-form" onSubmit={submit}>
      {isOperator && initial === undefined && tenants.length > 1 && (
        <Select
          label="Tenant"
          value={tenant}
          choices={tenants.map((value) => ({ value, label: value }))}
          onChange={setTenant}
        />
      )}
      <TextField label="URL" value={url} onChange={setUrl} isMono placeholder="https://example.com/hooks" />
      <TextField label="Description (optional)" value={description} onChange={setDescription} />
      <div className="form-group">
        <span className="field-label">Events</span>
        <Segmented
          label="Events"
          value={isAll ? 'all' : 'some'}
          choices={[
            { value: 'all', label: 'All, new types too' },
            { value: 'some', label: 'Some' },
          ]}
          onChange={(chosen) => setAll(chosen === 'all')}
        />
      </div>
      {!isAll && <CheckList label="Types" values={eventTypes} chosen={types} onChange={setTypes} />}
      <div className="webhook-form-pair">
        <div className="form-group">
          <span className="field-label">Timestamps</span>
          <Segmented
            label="Timestamps"
            value={format}
            choices={[
              { value: 'iso8601', label: 'ISO 8601' },
              { value: 'epoch', label: 'Epoch ms' },
            ]}
            onChange={setFormat}
          />
        </div>
        <div className="form-group">
          <span className="field-label">Signature</span>
          <Segmented
            label="Signature"
            value={signature}
            choices={[
              { value: 'hmac', label: 'HMAC' },
              { value: 'ed25519', label: 'Ed25519' },
              { value: 'both', label: 'Both' },
            ]}
            onChange={setSignature}
          />
        </div>
      </div>
      {isOperator && <ReasonField isRequired={false} value={reason} onChange={setReason} />}
      {error !== null && !isPending && <Problem error={error} />}
      {isOperator && isWhole && <CommandHint command={withReason(command, reason.trim())} />}
      <div className="act-buttons">
        <Button onClick={onClose}>{initial === undefined ? 'Cancel' : 'Keep as it is'}</Button>
        <Button type="submit" kind="primary" isBusy={isPending} isDisabled={!isWhole}>
          {initial === undefined ? 'Add' : 'Save'}
        </Button>
      </div>
    </form>
  )
}

interface WebhookEndpointFormProps extends Pick<WebhookEndpointDialogProps, 'initial' | 'tenant' | 'onClose'> {
  readonly onSaved: (saved: SecretWebhookEndpoint) => void
}

function withoutNull(members: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}
