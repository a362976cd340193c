import { useId, useState } from 'react'
import { ActDialog } from '../../parts/act-dialog.tsx'
import { Identifier } from '../../parts/identifier.tsx'
import { Instant } from '../../parts/instant.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useToast } from '../../ui/toasts.tsx'
import type { Switch } from '../api/state-shapes.ts'
import { useEndSwitch } from '../api/switches.ts'
import { useOperator } from '../shell/operator-context.ts'
import { scopeInWords, scopeOf } from './switch-words.ts'

const columns: readonly Column<Switch>[] = [
  {
    key: 'scope',
    label: 'Switch',
    isTitle: true,
    cell: (one) => (
      <>
        <span className="row-name">{scopeInWords(scopeOf(one))}</span>
        <span className="row-note">
          <Identifier text={one.id} what="switch id" isShort />
        </span>
      </>
    ),
  },
  {
    key: 'state',
    label: 'State',
    cell: ({ state, ended_at }) => (
      <Badge tone={ended_at !== null ? 'neutral' : state === 'off' ? 'bad' : 'warn'}>
        {ended_at !== null ? 'Ended' : state === 'off' ? 'Off' : 'Draining'}
      </Badge>
    ),
  },
  { key: 'reason', label: 'Reason', cell: ({ reason }) => reason },
  {
    key: 'since',
    label: 'Since',
    cell: ({ created_at, created_by }) => (
      <>
        <Instant at={created_at} />
        <span className="row-note">by {created_by}</span>
      </>
    ),
  },
  {
    key: 'until',
    label: 'Until',
    cell: ({ ends_at, ended_at, ended_by }) =>
      ended_at !== null ? (
        <>
          <Instant at={ended_at} />
          {ended_by !== null && <span className="row-note">by {ended_by}</span>}
        </>
      ) : ends_at === null ? (
        'it is ended'
      ) : (
        <Instant at={ends_at} />
      ),
  },
  { key: 'act', label: 'Act', isFigure: true, cell: (one) => <EndSwitch one={one} /> },
]

/** Switches in rows, newest first. */
export function SwitchList({ switches }: { readonly switches: readonly Switch[] }) {
  if (switches.length === 0) {
    return (
      <EmptyState title="Nothing is turned off">
        <p>Every provider that the tenants’ accounts have is offered wherever it serves.</p>
      </EmptyState>
    )
  }
  return <DataTable label="Switches" columns={columns} rows={switches} keyOf={({ id }) => id} />
}

function EndSwitch({ one }: { readonly one: Switch }) {
  const { whyNot } = useOperator()
  const objection = whyNot('switches')
  const whyId = useId()
  const [isOpen, setOpen] = useState(false)
  const toast = useToast()
  const { mutate, isPending, error, reset } = useEndSwitch()
  if (one.ended_at !== null) return null
  const words = scopeInWords(scopeOf(one))
  return (
    <>
      <Button
        size="small"
        label={`End the switch: ${words}`}
        isDisabled={objection !== undefined}
        whyId={whyId}
        onClick={() => {
          reset()
          setOpen(true)
        }}
      >
        End
      </Button>
      {objection !== undefined && (
        <span id={whyId} className="hidden-text">
          {objection}
        </span>
      )}
      <ActDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="End this switch"
        isReasonRequired
        confirm="End switch"
        command={`rampway switch end ${one.id}`}
        isBusy={isPending}
        error={error}
        onConfirm={(reason) =>
          mutate(
            { id: one.id, reason },
            {
              onSuccess: () => {
                setOpen(false)
                toast('The switch has ended', 'info', words)
              },
            },
          )
        }
      >
        <p>
          <strong>{words}</strong> is offered again within two seconds.
        </p>
      </ActDialog>
    </>
  )
}
