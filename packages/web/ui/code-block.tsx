import './code-block.css'
import { useEffect, useState } from 'react'
import { CheckIcon, CopyIcon } from './icon.tsx'
import { type Language, tokensOf } from './tokens-of.ts'

/** Milliseconds that the button says "Copied". */
const copiedMs = 1_600

/** Code with its colours and a button that copies it. */
export function CodeBlock({ code, copied = code, language, label }: CodeBlockProps) {
  return (
    <figure className="code" aria-label={label}>
      <CopyButton text={copied} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and only what has the focus scrolls by keys */}
      <pre className="code-text" tabIndex={0}>
        <code>
          {tokensOf(code, language).map(({ kind, text, at }) =>
            kind === 'plain' ? (
              text
            ) : (
              <span key={at} className={`code-${kind}`}>
                {text}
              </span>
            ),
          )}
        </code>
      </pre>
    </figure>
  )
}

export interface CodeBlockProps {
  readonly code: string
  /** What the button copies, where that is another form of the same. */
  readonly copied?: string
  readonly language: Language
  readonly label: string
}

/** Copies a text, and says so. */
export interface CopyButtonProps {
  readonly text: string
  readonly label?: string
  /** Shows the sign alone; the label is for those who hear it. */
  readonly isCompact?: boolean
}

export function CopyButton({ text, label = 'Copy', isCompact = false }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready')
  useEffect(() => {
    if (state === 'ready') return
    const timer = setTimeout(() => setState('ready'), copiedMs)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setState('copied')
    } catch {
      setState('failed')
    }
  }
  return (
    <button type="button" className={isCompact ? 'copy compact' : 'copy'} onClick={() => void copy()}>
      {state === 'copied' ? <CheckIcon /> : <CopyIcon />}
      <span aria-live="polite" className={isCompact && state !== 'failed' ? 'hidden-text' : undefined}>
        {state === 'copied' ? 'Copied' : state === 'failed' ? 'Select it and copy by hand' : label}
      </span>
    </button>
  )
}
