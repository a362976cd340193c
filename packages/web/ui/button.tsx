import './button.css'
import { Button as BaseButton } from '@base-ui/react/button'
import type { ReactNode } from 'react'

/** A button. `primary` is for the one thing that a view is there for, `danger` for one that something is lost by. */
export interface ButtonProps {
  readonly children: ReactNode
  readonly onClick?: () => void
  readonly kind?: 'primary' | 'danger' | 'plain' | 'quiet'
  readonly size?: 'normal' | 'small'
  readonly isDisabled?: boolean
  /** Shows that it is at work; it stays where the focus is, and cannot be pressed again. */
  readonly isBusy?: boolean
  readonly label?: string
  /** The id of what says why it cannot be pressed; it then keeps its place in the order of the keyboard. */
  readonly whyId?: string
  readonly type?: 'button' | 'submit'
  readonly testId?: string
}

export function Button(props: ButtonProps) {
  const { children, onClick, kind = 'plain', size = 'normal', isDisabled = false, isBusy = false } = props
  return (
    <BaseButton
      type={props.type ?? 'button'}
      className={`button ${kind} ${size}`}
      disabled={isDisabled || isBusy}
      focusableWhenDisabled={isBusy || props.whyId !== undefined}
      aria-busy={isBusy || undefined}
      aria-label={props.label}
      aria-describedby={isDisabled ? props.whyId : undefined}
      data-testid={props.testId}
      onClick={() => onClick?.()}
    >
      {isBusy && <span className="spinner" aria-hidden="true" />}
      {children}
    </BaseButton>
  )
}
