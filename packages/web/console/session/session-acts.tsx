import '../../parts/acts.css'
import { useId, useState } from 'react'
import { ActDialog } from '../../parts/act-dialog.tsx'
import { CommandHint } from '../../parts/identifier.tsx'
import { Section } from '../../parts/page.tsx'
import { codeInWords } from '../../parts/words.ts'
import { Button } from '../../ui/button.tsx'
import { DownloadIcon } from '../../ui/icon.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { apiPath } from '../api/http.ts'
import { type SessionAct, useSessionAct } from '../api/session-acts.ts'
import { sessionPath } from '../api/sessions.ts'
import type { SessionDetail } from '../api/shapes.ts'
import { useOperator } from '../shell/operator-context.ts'

interface ActInWords {
  readonly act: SessionAct
  readonly label: string
  /** What it does. */
  readonly meaning: string
  readonly isReasonRequired: boolean
  readonly isDangerous: boolean
}

const acts: readonly ActInWords[] = [
  {
    act: 'check',
    label: 'Check now',
    meaning: 'Asks Meld at once how its transactions stand.',
    isReasonRequired: false,
    isDangerous: false,
  },
  {
    act: 'release-link',
    label: 'Release link',
    meaning: 'Lets another browser open the link.',
    isReasonRequired: true,
    isDangerous: false,
  },
  {
    act: 'cancel',
    label: 'Cancel session',
    meaning: 'Nobody can open the link any more. A payment under way goes on.',
    isReasonRequired: true,
    isDangerous: true,
  },
]

/** What can be done to a session, what speaks against it, and the command for each. */
export function SessionActs({ session }: { readonly session: SessionDetail }) {
  const { whyNot } = useOperator()
  const { id, tenant } = session
  const permissions = {
    check: session.acts.check,
    'release-link': session.acts.release_link,
    cancel: session.acts.cancel,
  } as const
  return (
    <Section title="Acts" isFlush>
      <ul className="acts">
        {acts.map((words) => {
          const { allowed, why } = permissions[words.act]
          const objection = whyNot('act') ?? (allowed ? undefined : (why ?? 'Not possible now.'))
          return <Act key={words.act} session={session} words={words} objection={objection} />
        })}
        <li className="act">
          <p className="act-text">A bundle for the provider, without secrets and personal data.</p>
          <a
            className="button plain small"
            href={apiPath(`${sessionPath(id)}/export`, { tenant })}
            download={`${id}.json`}
          >
            <DownloadIcon />
            Export
          </a>
          <CommandHint command={`rampway session export ${id}`} />
        </li>
      </ul>
    </Section>
  )
}

function Act({ session, words, objection }: ActProps) {
  const { act, label, meaning, isReasonRequired, isDangerous } = words
  const { id, tenant } = session
  const [isOpen, setOpen] = useState(false)
  const textId = useId()
  const toast = useToast()
  const { mutate, isPending, error, reset } = useSessionAct(id, tenant)
  const command = `rampway session ${act} ${id}`
  const perform = (reason: string): void =>
    mutate(
      { act, reason },
      {
        onSuccess: ({ outcome }) => {
          setOpen(false)
          toast(`${label}: done`, 'info', codeInWords(outcome))
        },
        onError: (refusal) => {
          // The dialog shows it where there is one.
          if (!isReasonRequired) toast(`${label}: refused`, 'error', refusal.message)
        },
      },
    )
  return (
    <li className="act">
      <p id={textId} className="act-text">
        {objection ?? meaning}
      </p>
      <Button
        size="small"
        isDisabled={objection !== undefined}
        isBusy={isPending && !isOpen}
        whyId={textId}
        onClick={() => {
          reset()
          if (isReasonRequired) setOpen(true)
          else perform('')
        }}
      >
        {label}
      </Button>
      <CommandHint command={isReasonRequired ? `${command} --reason …` : command} />
      {isReasonRequired && (
        <ActDialog
          isOpen={isOpen}
          onClose={() => setOpen(false)}
          title={label}
          isReasonRequired
          confirm={label}
          isDangerous={isDangerous}
          command={command}
          isBusy={isPending}
          error={error}
          onConfirm={perform}
        >
          <p>{meaning}</p>
        </ActDialog>
      )}
    </li>
  )
}

interface ActProps {
  readonly session: SessionDetail
  readonly words: ActInWords
  /** Why it cannot be done now, if so. */
  readonly objection: string | undefined
}
