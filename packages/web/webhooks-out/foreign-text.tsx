import './webhooks-out.css'
import { CodeBlock, CopyButton } from '../ui/code-block.tsx'

/** What somebody else wrote, such as a URL: as text, and no higher than a few lines. What has a button to copy it scrolls. */
export function ForeignText({ text, what }: ForeignTextProps) {
  if (what === undefined) {
    return (
      <span className="foreign cut" title={text}>
        {text}
      </span>
    )
  }
  return (
    <div className="foreign-copied">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and only what has the focus scrolls by keys */}
      <section className="foreign scrolled" aria-label={what} tabIndex={0}>
        {text}
      </section>
      <CopyButton text={text} label={`Copy ${what}`} isCompact />
    </div>
  )
}

interface ForeignTextProps {
  readonly text: string
  /** What it is, where a button is to copy it. */
  readonly what?: string
}

/** A body of a request or an answer: set out over lines where it is JSON; it is copied as it went over the wire. */
export function WireBody({ body, label }: { readonly body: string; readonly label: string }) {
  const readable = readableJson(body)
  return (
    <CodeBlock
      code={readable ?? body}
      copied={body}
      language={readable === undefined ? 'text' : 'json'}
      label={label}
    />
  )
}

/** JSON set out over lines; undefined of any other text. */
function readableJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return undefined
  }
}

/** Headers of a request or an answer. */
export function WireHeaders({ headers, label }: WireHeadersProps) {
  const lines = Object.entries(headers)
  if (lines.length === 0) return <p className="soft small">None</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and only what has the focus scrolls by keys
    <section className="wire-headers" aria-label={label} tabIndex={0}>
      <dl>
        {lines.map(([name, value]) => (
          <Header key={name} name={name} value={value} />
        ))}
      </dl>
    </section>
  )
}

interface WireHeadersProps {
  readonly headers: Readonly<Record<string, string>>
  readonly label: string
}

function Header({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
