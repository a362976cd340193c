import './webhooks-out.css'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/code-block.tsx'

/** A secret, which is shown once: nothing but its button leads away from it. */
export function SecretView({ secret, note, onClose }: SecretViewProps) {
  return (
    <div className="webhook-form">
      <p>
        What is sent is signed with it, in the form of Standard Webhooks. Copy it into the server that receives: it is
        not shown again.
      </p>
      <div className="secret">
        <code data-testid="secret">{secret}</code>
        <CopyButton text={secret} label="Copy secret" />
      </div>
      {note !== undefined && <p className="soft small">{note}</p>}
      <div className="act-buttons">
        <Button kind="primary" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </div>
  )
}

interface SecretViewProps {
  readonly secret: string
  readonly note?: string
  readonly onClose: () => void
}
