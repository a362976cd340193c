import { redacted, redactSecretsIn, secretForms, secretNames } from '../domain/secret-redaction.ts'

/** Names of what no log may hold either, though it is no secret. */
const privateNames = /wallet|idempotency[^a-z"]*key|client[^a-z"]*state/i

const hiddenNames = new RegExp(`${secretNames.source}|${privateNames.source}`, 'i')

/** A hidden name in front of its value, or what looks like a secret. */
const suspicious = new RegExp(
  [`(?:${hiddenNames.source})[^"]*":`, ...secretForms.map(([{ source }]) => source)].join('|'),
  'i',
)

/**
 * A log line, which is a JSON object and its end, without what no log may hold: what stands under a name such as `token` or
 * `wallet_address` becomes `[redacted]`, however deep it is, and what looks like a secret is cut out of every text.
 */
export function redactLine(line: string): string {
  // Looking through the text is cheap, and hardly any line has to be read.
  return suspicious.test(line) ? `${JSON.stringify(JSON.parse(line), hide)}\n` : line
}

function hide(name: string, value: unknown): unknown {
  if (hiddenNames.test(name)) return redacted
  return typeof value === 'string' ? redactSecretsIn(value) : value
}
