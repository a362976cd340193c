import './select.css'
import { Select as BaseSelect } from '@base-ui/react/select'
import { CheckIcon, ChevronsIcon } from './icon.tsx'

/** One of the values to choose from. */
export interface Choice {
  readonly value: string
  readonly label: string
  /** Said beside the label in the list. */
  readonly note?: string
}

/** A choice of one value from a list; typing finds a value by its label. */
export interface SelectProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly onChange: (value: string) => void
  readonly isLabelHidden?: boolean
  /** Without a border of its own, for a place inside another field. */
  readonly isInline?: boolean
}

export function Select({ label, value, choices, onChange, isLabelHidden = false, isInline = false }: SelectProps) {
  return (
    <div className={isInline ? 'select-inline' : 'field'}>
      <BaseSelect.Root
        items={choices}
        value={value}
        modal={false}
        onValueChange={(chosen) => {
          if (chosen !== null) onChange(chosen)
        }}
      >
        <BaseSelect.Label className={isLabelHidden ? 'hidden-text' : 'field-label'}>{label}</BaseSelect.Label>
        <BaseSelect.Trigger className={isInline ? 'select-trigger inline' : 'select-trigger'}>
          <BaseSelect.Value className="select-value" />
          <BaseSelect.Icon className="select-icon">
            <ChevronsIcon />
          </BaseSelect.Icon>
        </BaseSelect.Trigger>
        <BaseSelect.Portal>
          <BaseSelect.Positioner className="select-positioner" sideOffset={4} alignItemWithTrigger={false}>
            <BaseSelect.Popup className="select-popup">
              <BaseSelect.List className="select-list">
                {choices.map((choice) => (
                  <BaseSelect.Item key={choice.value} value={choice.value} className="select-item">
                    <BaseSelect.ItemIndicator className="select-check">
                      <CheckIcon />
                    </BaseSelect.ItemIndicator>
                    <BaseSelect.ItemText className="select-text">{choice.label}</BaseSelect.ItemText>
                    {choice.note !== undefined && <span className="select-note">{choice.note}</span>}
                  </BaseSelect.Item>
                ))}
              </BaseSelect.List>
            </BaseSelect.Popup>
          </BaseSelect.Positioner>
        </BaseSelect.Portal>
      </BaseSelect.Root>
    </div>
  )
}
