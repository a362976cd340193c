import { type ReactNode, useId, useState } from 'react'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Button } from '../ui/button.tsx'
import { useToast } from '../ui/toasts.tsx'
import { type ActCall, useAct } from './queries.ts'
import { useViewer } from './viewer.ts'

/** Something that can be done, with the question that is asked before. */
export interface ActProps<Reply> {
  readonly label: string
  readonly title: string
  /** What it does. */
  readonly meaning: ReactNode
  /** Why it cannot be done now, for whoever may; undefined: it can. */
  readonly objection?: string | undefined
  /** Something is lost or stops by it: operators must say why. */
  readonly isReasonRequired?: boolean
  readonly isDangerous?: boolean
  readonly command: string
  readonly call: (reason: string) => ActCall
  /** Says that it was done. */
  readonly done: string
  readonly onDone?: (reply: Reply) => void
}

/** A button, and the dialog that it opens. */
export function Act<Reply>(props: ActProps<Reply>) {
  const { label, title, meaning, isReasonRequired = false, isDangerous = false, command, call, done, onDone } = props
  const viewer = useViewer()
  const objection = viewer.objection ?? props.objection
  const whyId = useId()
  const [isOpen, setOpen] = useState(false)
  const toast = useToast()
  const { mutate, isPending, error, reset } = useAct<Reply>()
  return (
    <>
      <Button
        size="small"
        isDisabled={objection !== undefined}
        whyId={whyId}
        onClick={() => {
          reset()
          setOpen(true)
        }}
      >
        {label}
      </Button>
      {objection !== undefined && (
        <span id={whyId} className="hidden-text">
          {objection}
        </span>
      )}
      <ActDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={title}
        isReasonAsked={viewer.isOperator}
        isReasonRequired={isReasonRequired}
        isDangerous={isDangerous}
        confirm={label}
        command={viewer.isOperator ? command : undefined}
        isBusy={isPending}
        error={error}
        onConfirm={(reason) =>
          mutate(call(reason), {
            onSuccess: (reply) => {
              setOpen(false)
              toast(done)
              onDone?.(reply)
            },
          })
        }
      >
        {typeof meaning === 'string' ? <p>{meaning}</p> : meaning}
      </ActDialog>
    </>
  )
}
