import { type SubmitEvent, useId, useState } from 'react'
import { CommandHint } from '../../parts/identifier.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { useAddNote } from '../api/session-acts.ts'
import { useOperator } from '../shell/operator-context.ts'

/** Characters of a note at most. */
const noteLengthMax = 2_000

/** Leaves a word for whoever looks at the session next. */
export function NoteForm({ id, tenant }: { readonly id: string; readonly tenant: string }) {
  const { whyNot } = useOperator()
  const objection = whyNot('act')
  const whyId = useId()
  const [text, setText] = useState('')
  const { mutate, isPending, error } = useAddNote(id, tenant)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (text.trim() !== '') mutate(text.trim(), { onSuccess: () => setText('') })
  }
  return (
    <form className="note-form" onSubmit={submit}>
      <TextArea
        label="Note"
        value={text}
        onChange={setText}
        lengthMax={noteLengthMax}
        hint={
          <>
            <span id={whyId}>{objection ?? 'Shown to operators alone.'}</span>
            <CommandHint command={`rampway session note ${id} …`} />
          </>
        }
      />
      {error !== null && <Problem error={error} />}
      <Button
        type="submit"
        size="small"
        isBusy={isPending}
        isDisabled={objection !== undefined || text.trim() === ''}
        whyId={whyId}
      >
        Add note
      </Button>
    </form>
  )
}
