const markup = Symbol('markup')

/** Text that is already HTML. Only `html` makes it, so data read from elsewhere can never pass for it. */
export interface Html {
  readonly [markup]: string
}

/** What an `html` template accepts. `null` and `false` become nothing; a list is joined. */
export type HtmlValue = string | number | Html | null | false | readonly HtmlValue[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  // Browsers read a bare one as a line feed.
  '\r': '&#13;',
}

/** Text made safe for element content and for quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`\r]/g, (character) => entities[character] ?? character)
}

/** A template tag that escapes every value except markup which `html` itself made. Attribute values must be quoted. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = strings.map((text, index) => (index === 0 ? '' : renderValue(values[index - 1] ?? null)) + text)
  return { [markup]: parts.join('') }
}

/** The text of a piece of markup. */
export function toText(piece: Html): string {
  return piece[markup]
}

function renderValue(value: HtmlValue): string {
  if (value === null || value === false) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return markup in value ? value[markup] : value.map(renderValue).join('')
}
