import { useEffect, useState } from 'react'
import { TextField } from '../ui/field.tsx'
import { useDelayed } from '../ui/use-delayed.ts'
import type { Filters } from './filters.ts'

/** Milliseconds without a letter typed before the list is asked for. */
const typingPauseMs = 400

/** A filter that is typed; it is applied once the typing pauses, and what is typed is whole. */
export function TypedFilter(props: TypedFilterProps) {
  const { filters, name, label, placeholder = '', isUpperCase = false, form = anything } = props
  const applied = filters.of(name)
  const [text, setText] = useState(applied)
  const settled = useDelayed(text, typingPauseMs)
  useEffect(() => setText(applied), [applied])
  const isWhole = settled.trim() === '' || form.pattern.test(settled.trim())
  const { change } = filters
  useEffect(() => {
    if (isWhole && settled === text && settled.trim() !== applied) change({ [name]: settled.trim() })
  }, [settled])
  return (
    <TextField
      label={label}
      value={text}
      placeholder={placeholder}
      problem={isWhole || settled !== text ? undefined : form.words}
      onChange={(typed) => setText(isUpperCase ? typed.toUpperCase() : typed)}
    />
  )
}

/** What a filter must look like before it is applied. */
export interface FilterForm {
  readonly pattern: RegExp
  /** Says so to whoever types something else. */
  readonly words: string
}

const anything: FilterForm = { pattern: /./, words: '' }
/** Of a tenant. */
export const tenantForm: FilterForm = { pattern: /^[\w.-]+:[\w.-]+$/, words: 'Write org:env' }

interface TypedFilterProps {
  readonly filters: Filters
  readonly name: string
  readonly label: string
  readonly placeholder?: string
  readonly isUpperCase?: boolean
  readonly form?: FilterForm
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
