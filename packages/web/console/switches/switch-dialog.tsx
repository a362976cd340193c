import { useEffect, useState } from 'react'
import { reasonLengthMax } from '../../parts/act-dialog.tsx'
import { currentTime } from '../../parts/clock.ts'
import { CommandHint } from '../../parts/identifier.tsx'
import { Problem } from '../../parts/problem.tsx'
import { shellWord } from '../../parts/shell-word.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { useToast } from '../../ui/toasts.tsx'
import type { SwitchPage } from '../api/state-shapes.ts'
import { type SwitchPlan, useCreateSwitch, useDryRun } from '../api/switches.ts'
import { chainChoices, methodChoices, nameOfCountry } from '../parts/names.ts'
import { EffectView } from './effect-view.tsx'
import { disableCommand, type SwitchScope, scopeInWords, wholeScope } from './switch-words.ts'

const any = { value: '', label: 'Any' }

const hourMs = 3_600_000
/** How long a switch lasts, as the command has it. */
const lasting = [
  { value: '1h', label: '1 hour', ms: hourMs },
  { value: '2h', label: '2 hours', ms: 2 * hourMs },
  { value: '8h', label: '8 hours', ms: 8 * hourMs },
  { value: '24h', label: '24 hours', ms: 24 * hourMs },
  { value: '', label: 'Until it is ended', ms: undefined },
] as const

/** Plans a switch: what it names, what it would have done to the last 24 hours, and then the act. */
export function SwitchDialog({ scope, page, onClose }: SwitchDialogProps) {
  return (
    <Dialog
      isOpen={scope !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title="Turn off"
      description="First see what it would have done to the last 24 hours, then turn it off."
    >
      {scope !== undefined && <SwitchForm initial={scope} page={page} onClose={onClose} />}
    </Dialog>
  )
}

interface SwitchDialogProps {
  /** What is named at first; undefined while the dialog is closed. */
  readonly scope: SwitchScope | undefined
  readonly page: SwitchPage
  readonly onClose: () => void
}

function SwitchForm({ initial, page, onClose }: SwitchFormProps) {
  const [scope, setScope] = useState(initial)
  const [state, setState] = useState<'off' | 'drain'>('off')
  const [duration, setDuration] = useState<string>('2h')
  const [reason, setReason] = useState('')
  const toast = useToast()
  const dryRun = useDryRun()
  const creation = useCreateSwitch()
  const change = (changes: Partial<SwitchScope>): void => setScope({ ...scope, ...changes })
  const given = reason.trim()
  const plan = planOf(scope, state, duration, given)
  const asked = JSON.stringify([scope, state])
  const [shown, setShown] = useState('')
  const effect = shown === asked ? (dryRun.data?.effect ?? undefined) : undefined
  const { reset } = dryRun
  useEffect(() => reset(), [asked])
  const preview = (): void => {
    dryRun.mutate({ ...plan, reason: given === '' ? 'dry run' : given }, { onSuccess: () => setShown(asked) })
  }
  const turnOff = (): void =>
    creation.mutate(plan, {
      onSuccess: () => {
        toast('Turned off', 'info', scopeInWords(scope))
        onClose()
      },
    })
  return (
    <form className="switch-form" onSubmit={(event) => event.preventDefault()}>
      <div className="switch-fields">
        <Select
          label="Provider"
          value={scope.provider}
          choices={[
            any,
            ...page.providers.map(({ service_provider, name }) => ({ value: service_provider, label: name })),
          ]}
          onChange={(provider) => change({ provider })}
        />
        <Select
          label="Country"
          value={scope.country}
          choices={[any, ...page.countries.map((code) => ({ value: code, label: nameOfCountry(code), note: code }))]}
          onChange={(country) => change({ country })}
        />
        <Select
          label="Method"
          value={scope.method}
          choices={[any, ...methodChoices]}
          onChange={(method) => change({ method })}
        />
        <Select
          label="Direction"
          value={scope.direction}
          choices={[any, { value: 'buy', label: 'Buy' }, { value: 'sell', label: 'Sell' }]}
          onChange={(direction) => change({ direction })}
        />
        <Select
          label="Chain"
          value={scope.chain}
          choices={[any, ...chainChoices]}
          onChange={(chain) => change({ chain })}
        />
        <TextField
          label="Asset"
          value={scope.asset}
          placeholder="Any"
          onChange={(asset) => change({ asset: asset.toUpperCase() })}
        />
        <TextField label="Tenant" value={scope.tenant} placeholder="Any" onChange={(tenant) => change({ tenant })} />
        <Select label="For" value={duration} choices={lasting} onChange={setDuration} />
      </div>
      <div>
        <Segmented
          label="State"
          value={state}
          choices={[
            { value: 'off', label: 'Off' },
            { value: 'drain', label: 'Drain' },
          ]}
          onChange={setState}
        />
        <p className="soft small switch-meaning">
          {state === 'off'
            ? 'Nothing new, and links that were opened before lead there no more.'
            : 'Nothing new; sessions that are open go on.'}
        </p>
      </div>
      <TextArea
        label="Reason"
        value={reason}
        onChange={setReason}
        lengthMax={reasonLengthMax}
        hint="For other operators and the audit log; callers never see it."
      />
      {isWhole(scope) && (
        <p className="switch-warning" role="alert">
          This names nothing: it turns off every trade of every tenant.
        </p>
      )}
      {dryRun.error !== null && <Problem error={dryRun.error} />}
      {creation.error !== null && !creation.isPending && <Problem error={creation.error} />}
      {effect !== undefined && <EffectView effect={effect} />}
      <CommandHint
        command={`${disableCommand(scope, state, duration)} --reason ${given === '' ? '…' : shellWord(given)}`}
      />
      <div className="act-buttons">
        <Button onClick={onClose}>Keep as it is</Button>
        {effect === undefined ? (
          <Button kind="primary" isBusy={dryRun.isPending} onClick={preview}>
            Show the effect
          </Button>
        ) : (
          <Button kind="danger" isBusy={creation.isPending} isDisabled={given === ''} onClick={turnOff}>
            {state === 'off' ? 'Turn off' : 'Drain'}
          </Button>
        )}
      </div>
    </form>
  )
}

interface SwitchFormProps {
  readonly initial: SwitchScope
  readonly page: SwitchPage
  readonly onClose: () => void
}

function isWhole(scope: SwitchScope): boolean {
  return JSON.stringify(scope) === JSON.stringify(wholeScope)
}

function planOf(scope: SwitchScope, state: 'off' | 'drain', duration: string, reason: string): SwitchPlan {
  const { chain, ...texts } = scope
  const named = Object.fromEntries(Object.entries(texts).filter(([, value]) => value.trim() !== ''))
  const ms = lasting.find(({ value }) => value === duration)?.ms
  return {
    ...named,
    ...(chain !== '' && { chain_id: Number(chain) }),
    ...(isWhole(scope) && { everything: true }),
    ...(ms !== undefined && { until: currentTime() + ms }),
    state,
    reason,
  }
}
