/** What stands in place of a secret. */
export const redacted = '[redacted]'

/** Names of members that hold secrets, whatever separates their words. */
export const secretNames =
  /secret|pass[^a-z"]*(?:word|phrase)|token|jwt|cookie|authorization|(?:api|private)[^a-z"]*key|credential|widget[^a-z"]*url/i

/** Secrets that their form gives away, wherever they stand. */
export const secretForms: readonly (readonly [RegExp, string])[] = [
  // JSON Web Tokens. Their headers are short; without a bound a long text of beginnings would take minutes.
  [/\beyJ[\w-]{1,1024}\.[\w-]+\.[\w-]*/g, redacted],
  // Our own tokens, and webhook secrets.
  [/\b(?:rwo|rwk|whsec)_[\w+/=-]{8,}/g, redacted],
  // Links that sign somebody in.
  [/#code=[\w-]{16,}/g, `#code=${redacted}`],
  // Links that open a widget or a return page.
  [/\/(?<page>[wr])\/[\w-]{16,}/g, `/$<page>/${redacted}`],
  // Passwords in addresses.
  [/:\/\/[^\s/@:]+:[^\s/@]+@/g, `://${redacted}@`],
  [/\bbearer\s+\S+/gi, redacted],
  [/-----BEGIN [^-]*PRIVATE KEY-----[\s\S]*?(?:-----END [^-]*-----|$)/g, redacted],
]

/** The text without what looks like a secret. */
export function redactSecretsIn(text: string): string {
  return secretForms.reduce((rest, [form, instead]) => rest.replace(form, instead), text)
}

/**
 * A URL without what looks like a secret, and without its query but for the names of parameters: each value may be a
 * secret, whatever its name, and so may a parameter that is only one text.
 */
export function redactQuery(url: string): string {
  const [address = '', ...query] = url.split('?')
  if (query.length === 0) return redactSecretsIn(address)
  const parameters = query.join('?').split('&')
  const kept = parameters.map((text) => {
    const [, name] = /^([\w.-]{1,40})=[^=]/.exec(text) ?? []
    return name === undefined ? redacted : `${name}=${redacted}`
  })
  return `${redactSecretsIn(address)}?${kept.join('&')}`
}

/**
 * A JSON value without secrets: no text under a name such as `token`, `api_key` or `webhookSecrets`, and none that looks
 * like one. Ids of tokens (`opr_…`) stay.
 */
export function redactSecrets(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    const isNamedSecret = secretNames.test(name) && !/^opr_[0-9a-f]{32}$/.test(value)
    return isNamedSecret ? redacted : redactSecretsIn(value)
  }
  if (Array.isArray(value)) return value.map((item) => redactSecrets(item, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, redactSecrets(member, secretNames.test(name) ? name : key)]),
  )
}
