import './act-dialog.css'
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
  readonly confirm: string
  readonly isDangerous?: boolean
  /** Without the reason, which is added. */
  readonly command: string
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
  const { onClose, children, isReasonRequired, confirm, isDangerous = false, command } = props
  const { isBusy, error, onConfirm } = props
  const [reason, setReason] = useState('')
  const given = reason.trim()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!isBusy && !(isReasonRequired && given === '')) onConfirm(given)
  }
  return (
    <form className="act-form" onSubmit={submit}>
      {children !== undefined && <div>{children}</div>}
      <TextArea
        label={isReasonRequired ? 'Reason' : 'Reason (optional)'}
        value={reason}
        onChange={setReason}
        lengthMax={reasonLengthMax}
        hint="It stands in the audit log with your name."
      />
      {error !== null && !isBusy && <Problem error={error} />}
      <CommandHint command={given === '' ? command : `${command} --reason ${shellWord(given)}`} />
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
