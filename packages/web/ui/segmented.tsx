import './segmented.css'
import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'

/** One of a few values that stand side by side. */
export interface SegmentedProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly isDisabled?: boolean }[]
  readonly onChange: (value: Value) => void
}

export function Segmented<Value extends string>({ label, value, choices, onChange }: SegmentedProps<Value>) {
  return (
    <RadioGroup className="segmented" aria-label={label} value={value} onValueChange={onChange}>
      {choices.map((choice) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the radio within is its control
        <label key={choice.value} className="segment">
          <Radio.Root className="segment-radio" value={choice.value} disabled={choice.isDisabled ?? false} />
          {choice.label}
        </label>
      ))}
    </RadioGroup>
  )
}
