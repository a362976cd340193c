import './check-list.css'

/** Any number of values from a few. */
export interface CheckListProps {
  readonly label: string
  readonly values: readonly string[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  readonly hint?: string
}

/** The chosen ones keep the order of the list. */
export function CheckList({ label, values, chosen, onChange, hint }: CheckListProps) {
  return (
    <fieldset className="check-list">
      <legend className="field-label">{label}</legend>
      <div className="check-list-boxes">
        {values.map((value) => (
          <Check
            key={value}
            label={value}
            isOn={chosen.includes(value)}
            onChange={(isOn) => onChange(values.filter((one) => (one === value ? isOn : chosen.includes(one))))}
          />
        ))}
      </div>
      {hint !== undefined && <p className="field-note">{hint}</p>}
    </fieldset>
  )
}

/** A question with yes or no. */
export interface CheckProps {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

export function Check({ label, isOn, onChange }: CheckProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  )
}
