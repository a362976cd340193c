import { useEffect, useState } from 'react'
import { TextField } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { sessionStatuses, statusInWords } from '../../ui/session-status.ts'
import { useDelayed } from '../../ui/use-delayed.ts'
import type { Filters } from '../parts/filters.ts'

/** The names that sessions are narrowed by, as the operator API has them. */
export const sessionFilterNames = [
  'tenant',
  'status',
  'service_provider',
  'country_code',
  'payment_method_type',
  'direction',
  'user',
  'created_after',
  'created_before',
] as const

/** Milliseconds without a letter typed before the list is asked for. */
const typingPauseMs = 400

const any = { value: '', label: 'Any' }

const statusChoices = [any, ...sessionStatuses.map((status) => ({ value: status, label: statusInWords(status).word }))]
const directionChoices = [any, { value: 'buy', label: 'Buy' }, { value: 'sell', label: 'Sell' }]

/** The fields that narrow the list of sessions. */
export function SessionFilters({ filters }: { readonly filters: Filters }) {
  return (
    <search className="filter-bar" aria-label="Filters">
      <Select
        label="Status"
        value={filters.of('status')}
        choices={statusChoices}
        onChange={(status) => filters.change({ status })}
      />
      <Select
        label="Direction"
        value={filters.of('direction')}
        choices={directionChoices}
        onChange={(direction) => filters.change({ direction })}
      />
      <TypedFilter filters={filters} name="service_provider" label="Provider" placeholder="TRANSAK" isUpperCase />
      <TypedFilter filters={filters} name="country_code" label="Country" placeholder="DE" isUpperCase />
      <TypedFilter filters={filters} name="payment_method_type" label="Method" placeholder="SEPA" isUpperCase />
      <TypedFilter filters={filters} name="tenant" label="Tenant" placeholder="org:env" />
      <TypedFilter filters={filters} name="user" label="User" placeholder="usr_…" />
      <TimeFilter filters={filters} name="created_after" label="Created after" />
      <TimeFilter filters={filters} name="created_before" label="Created before" />
    </search>
  )
}

/** A filter that is typed; it is applied once the typing pauses. */
export function TypedFilter({ filters, name, label, placeholder = '', isUpperCase = false }: TypedFilterProps) {
  const applied = filters.of(name)
  const [text, setText] = useState(applied)
  const settled = useDelayed(text, typingPauseMs)
  useEffect(() => setText(applied), [applied])
  const { change } = filters
  useEffect(() => {
    if (settled === text && settled.trim() !== applied) change({ [name]: settled.trim() })
  }, [settled])
  return (
    <TextField
      label={label}
      value={text}
      placeholder={placeholder}
      onChange={(typed) => setText(isUpperCase ? typed.toUpperCase() : typed)}
    />
  )
}

interface TypedFilterProps {
  readonly filters: Filters
  readonly name: string
  readonly label: string
  readonly placeholder?: string
  readonly isUpperCase?: boolean
}

/** A filter that is a time, chosen where the page is looked at and sent as epoch milliseconds. */
export function TimeFilter({ filters, name, label }: Pick<TypedFilterProps, 'filters' | 'name' | 'label'>) {
  const applied = Number(filters.of(name))
  return (
    <TextField
      label={label}
      type="datetime-local"
      value={applied > 0 ? localFieldValue(applied) : ''}
      onChange={(chosen) => {
        const at = Date.parse(chosen)
        filters.change({ [name]: Number.isNaN(at) ? '' : String(at) })
      }}
    />
  )
}

/** An instant as such a field has it: `2026-11-27T09:15`. */
function localFieldValue(at: number): string {
  const minuteMs = 60_000
  const local = new Date(at - new Date(at).getTimezoneOffset() * minuteMs)
  return local.toISOString().slice(0, 16)
}
