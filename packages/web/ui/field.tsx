import './field.css'
import { type ReactNode, useId } from 'react'

/** A text field with its label; `problem` replaces the hint and marks the field as wrong. */
export interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  readonly problem?: ReactNode
  readonly inputMode?: 'decimal' | 'text'
  readonly isMono?: boolean
  /** Stands in the field, after what is typed. */
  readonly suffix?: ReactNode
  readonly suggestions?: readonly string[]
  readonly type?: 'text' | 'password' | 'datetime-local'
  readonly placeholder?: string
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, hint, problem, inputMode = 'text', isMono = false, suffix, suggestions } = props
  const id = useId()
  const note = problem ?? hint
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className={`field-box${problem === undefined ? '' : ' wrong'}`}>
        <input
          id={id}
          type={props.type ?? 'text'}
          placeholder={props.placeholder}
          className={isMono ? 'field-input mono' : 'field-input'}
          value={value}
          inputMode={inputMode}
          autoComplete="off"
          spellCheck={false}
          list={suggestions === undefined ? undefined : `${id}-suggestions`}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          aria-invalid={problem !== undefined || undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        {suffix}
        {suggestions !== undefined && (
          <datalist id={`${id}-suggestions`}>
            {suggestions.map((suggestion) => (
              <option key={suggestion} value={suggestion} />
            ))}
          </datalist>
        )}
      </div>
      {note !== undefined && (
        <div id={`${id}-note`} className={`field-note${problem === undefined ? '' : ' wrong'}`}>
          {note}
        </div>
      )}
    </div>
  )
}

/** A field for sentences, with its label. */
export interface TextAreaProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  readonly lengthMax: number
}

export function TextArea({ label, value, onChange, hint, lengthMax }: TextAreaProps) {
  const id = useId()
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="field-box">
        <textarea
          id={id}
          className="field-input area"
          rows={3}
          maxLength={lengthMax}
          value={value}
          aria-describedby={hint === undefined ? undefined : `${id}-note`}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
      {hint !== undefined && (
        <div id={`${id}-note`} className="field-note">
          {hint}
        </div>
      )}
    </div>
  )
}
