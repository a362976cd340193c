import { useEffect, useState } from 'react'
import { ReasonField, withReason } from '../parts/act-dialog.tsx'
import { CommandHint } from '../parts/identifier.tsx'
import { Instant } from '../parts/instant.tsx'
import { Problem } from '../parts/problem.tsx'
import { countInWords } from '../parts/words.ts'
import { Button } from '../ui/button.tsx'
import { Check, CheckList } from '../ui/check-list.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { useToast } from '../ui/toasts.tsx'
import { reasonGiven, useAct, useDryRun } from './queries.ts'
import { type ReplayPlan, rangeOf, replayCommand } from './replay-plan.ts'
import type { RangeReplay } from './shapes.ts'
import { type Ref, useViewer } from './viewer.ts'
import { eventTypes } from './words.ts'

/** Sends a stretch of events to a webhook endpoint once more: how many they are, and then the act. */
export interface ReplayDialogProps {
  readonly isOpen: boolean
  readonly of: Ref
  readonly onClose: () => void
}

export function ReplayDialog({ isOpen, of, onClose }: ReplayDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      title="Replay"
      description="First see how many events there are, then send them once more."
    >
      <ReplayForm of={of} onClose={onClose} />
    </Dialog>
  )
}

const wholePlan: ReplayPlan = { from: 'last_success', since: '', until: '', isFailedOnly: false, types: [] }

function ReplayForm({ of, onClose }: Omit<ReplayDialogProps, 'isOpen'>) {
  const { isOperator, pathOf } = useViewer()
  const [plan, setPlan] = useState(wholePlan)
  const [isSome, setSome] = useState(false)
  const [reason, setReason] = useState('')
  const [shown, setShown] = useState('')
  const toast = useToast()
  const counting = useDryRun<RangeReplay>()
  const replay = useAct<RangeReplay>()
  const change = (changes: Partial<ReplayPlan>): void => setPlan({ ...plan, ...changes })
  const given = reason.trim()
  const range = rangeOf({ ...plan, types: isSome ? plan.types : [] })
  const asked = JSON.stringify(range)
  const counted = shown === asked ? counting.data : undefined
  const isWhole = plan.from === 'last_success' || plan.isFailedOnly || range.since !== undefined
  const { reset } = counting
  useEffect(() => reset(), [asked])
  const path = pathOf('webhook-endpoints', of, 'replay')
  const count = (): void => counting.mutate({ method: 'POST', path, body: range }, { onSuccess: () => setShown(asked) })
  const start = (): void =>
    replay.mutate(
      { method: 'POST', path, body: { ...range, ...reasonGiven(given) } },
      {
        onSuccess: (started) => {
          toast('The replay has begun', 'info', eventsInWords(started.count))
          onClose()
        },
      },
    )
  return (
    <form className="webhook-form" onSubmit={(event) => event.preventDefault()}>
      <Segmented
        label="Which events"
        value={plan.from}
        choices={[
          { value: 'last_success', label: 'Since its last success' },
          { value: 'range', label: 'From a time on' },
        ]}
        onChange={(from) => change({ from })}
      />
      {plan.from === 'range' && (
        <div className="webhook-form-pair">
          <TextField
            label="From"
            type="datetime-local"
            value={plan.since}
            onChange={(since) => change({ since })}
            hint={isWhole ? undefined : 'Say from when'}
          />
          <TextField
            label="To"
            type="datetime-local"
            value={plan.until}
            onChange={(until) => change({ until })}
            hint="Empty: until now"
          />
        </div>
      )}
      <div>
        <Check
          label="Only what was given up, or failed last"
          isOn={plan.isFailedOnly}
          onChange={(isFailedOnly) => change({ isFailedOnly })}
        />
        <Check label="Only some types" isOn={isSome} onChange={setSome} />
      </div>
      {isSome && (
        <CheckList label="Types" values={eventTypes} chosen={plan.types} onChange={(types) => change({ types })} />
      )}
      {isOperator && <ReasonField isRequired={false} value={reason} onChange={setReason} />}
      {counting.error !== null && <Problem error={counting.error} />}
      {replay.error !== null && !replay.isPending && <Problem error={replay.error} />}
      {counted !== undefined && <Counted counted={counted} />}
      {isOperator && <CommandHint command={withReason(replayCommand(of, range), given)} />}
      <div className="act-buttons">
        <Button onClick={onClose}>Cancel</Button>
        {counted === undefined ? (
          <Button kind="primary" isBusy={counting.isPending} isDisabled={!isWhole} onClick={count}>
            Count
          </Button>
        ) : (
          <Button kind="primary" isBusy={replay.isPending} isDisabled={counted.count === 0} onClick={start}>
            {counted.count === 0 ? 'Nothing to replay' : `Replay ${eventsInWords(counted.count)}`}
          </Button>
        )}
      </div>
    </form>
  )
}

function Counted({ counted }: { readonly counted: RangeReplay }) {
  const { count, first_at, last_at } = counted
  return (
    <p className="notice" role="status">
      <strong>{eventsInWords(count)}</strong>
      {first_at !== null && last_at !== null && (
        <>
          , from <Instant at={first_at} isAbsolute /> to <Instant at={last_at} isAbsolute />
        </>
      )}
      .
    </p>
  )
}

function eventsInWords(count: number): string {
  return count === 1 ? '1 event' : `${countInWords(count)} events`
}
