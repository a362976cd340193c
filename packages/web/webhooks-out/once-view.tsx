import './webhooks-out.css'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/code-block.tsx'

/** A text that is shown once, such as a secret. */
export interface OnceViewProps {
  readonly text: string
  /** What it is, for the button that copies it. */
  readonly what: string
  /** What it is for, and that it is not shown again. */
  readonly about: ReactNode
  readonly onClose: () => void
}

/** The text, and what copies it: nothing but its button leads away from it. */
export function OnceView({ text, what, about, onClose }: OnceViewProps) {
  return (
    <div className="webhook-form">
      <p>{about}</p>
      <div className="secret">
        <code data-testid="shown-once">{text}</code>
        <CopyButton text={text} label={`Copy ${what}`} />
      </div>
      <div className="act-buttons">
        <Button kind="primary" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </div>
  )
}

/** The secret of a webhook endpoint. */
export function SecretView({ secret, note = '', onClose }: SecretViewProps) {
  return (
    <OnceView
      text={secret}
      what="secret"
      about={`What is sent is signed with it, in the form of Standard Webhooks. Copy it into the server that receives: it is not shown again. ${note}`}
      onClose={onClose}
    />
  )
}

interface SecretViewProps {
  readonly secret: string
  readonly note?: string
  readonly onClose: () => void
}
