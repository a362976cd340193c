import './identifier.css'
import { CopyButton } from '../ui/code-block.tsx'
import { shortened } from './words.ts'

/** An id, with what copies it; a short one shows head and tail. */
export function Identifier({ text, what, isShort = false }: IdentifierProps) {
  return (
    <span className="identifier">
      <code className={isShort ? 'identifier-text short' : 'identifier-text'} title={isShort ? text : undefined}>
        {isShort ? shortened(text) : text}
      </code>
      <CopyButton text={text} label={`Copy ${what}`} isCompact />
    </span>
  )
}

interface IdentifierProps {
  readonly text: string
  /** What it is the id of, for those who hear the button. */
  readonly what: string
  readonly isShort?: boolean
}

/** The command that does the same in a terminal. */
export function CommandHint({ command }: { readonly command: string }) {
  return (
    <span className="command-hint">
      <span className="hidden-text">On the command line: </span>
      <code title={command}>{command}</code>
      <CopyButton text={command} label="Copy command" isCompact />
    </span>
  )
}
