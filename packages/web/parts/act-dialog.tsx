import './acts.css'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextArea } from '../ui/field.tsx'
import { CommandHint } from './identifier.tsx'
import { Problem } from './problem.tsx'
import { shellWord } from './shell-word.ts'

/** Characters of a reason at most. */
export const reasonLengthMax = 500

/** Asks before something is done: what will happen, and why it is done. */
export interface ActDialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children?: ReactNode
  readonly isReasonRequired: boolean
  /** Who acts for themselves is not asked why. */
  readonly isReasonAsked?: boolean
  readonly confirm: string
  readonly isDangerous?: boolean
  /** Without the reason, which is added; undefined: there is none. */
  readonly command?: string | undefined
  readonly isBusy: boolean
  readonly error: unknown
  readonly onConfirm: (reason: string) => void
}

export function ActDialog(props: ActDialogProps) {
  const { isOpen, onClose, title } = props
  return (
    <Dialog isOpen={isOpen} onOpenChange={(open) => !open && onClose()} title={title}>
      <ActForm {...props} />
    </Dialog>
  )
}

/** It is there only while the dialog is, so that each time begins without a reason. */
function ActForm(props: ActDialogProps) {
  const { onClose, children, isReasonAsked = true, confirm, isDangerous = false, command } = props
  const { isBusy, error, onConfirm } = props
  const [reason, setReason] = useState('')
  const given = reason.trim()
  const isReasonRequired = isReasonAsked && props.isReasonRequired
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!isBusy && !(isReasonRequired && given === '')) onConfirm(given)
  }
  return (
    <form className="act-form" onSubmit={submit}>
      {children !== undefined && <div>{children}</div>}
      {isReasonAsked && <ReasonField isRequired={isReasonRequired} value={reason} onChange={setReason} />}
      {error !== null && !isBusy && <Problem error={error} />}
      {command !== undefined && <CommandHint command={withReason(command, given)} />}
      <div className="act-buttons">
        <Button onClick={onClose}>Keep as it is</Button>
        <Button
          type="submit"
          kind={isDangerous ? 'danger' : 'primary'}
          isBusy={isBusy}
          isDisabled={isReasonRequired && given === ''}
        >
          {confirm}
        </Button>
      </div>
    </form>
  )
}

/** Asks why something is done. */
export function ReasonField({ isRequired, value, onChange }: ReasonFieldProps) {
  return (
    <TextArea
      label={isRequired ? 'Reason' : 'Reason (optional)'}
      value={value}
      onChange={onChange}
      lengthMax={reasonLengthMax}
      hint="It stands in the audit log with your name."
    />
  )
}

interface ReasonFieldProps {
  readonly isRequired: boolean
  readonly value: string
  readonly onChange: (reason: string) => void
}

/** A command with the reason that is given, if any. */
export function withReason(command: string, reason: string): string {
  return reason === '' ? command : `${command} --reason ${shellWord(reason)}`
}
