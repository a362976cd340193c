import { redacted, redactSecretsIn, secretForms, secretNames } from '../domain/secret-redaction.ts'

/** Names of what no log may hold either, though it is no secret. */
const privateNames = /wallet|idempotency[^a-z"]*key|client[^a-z"]*state/i

/** In JSON: white space, and whatever stands between two words of a name. */
const escapedSpace = '(?:\\s|\\\\.)+'
const escapedSeparator = '(?:[^a-z"\\\\]|\\\\.)*'

const hiddenNames = new RegExp(`${secretNames.source}|${privateNames.source}`, 'i')

/**
 * What a line with a secret holds for certain: a hidden name, or how a secret looks. It is sought in JSON, where a line break
 * is a backslash and a letter: so no secret needs to begin a word here, and what separates words may be such a pair. It need
 * not be right about what it finds: then the line is read, and judged by its texts.
 */
const suspicious = new RegExp(
  [hiddenNames, ...secretForms.map(([form]) => form)]
    .map(({ source }) => source.replaceAll('\\b', '').replaceAll('\\s+', escapedSpace))
    .map((source) => source.replaceAll('[^a-z"]*', escapedSeparator))
    .join('|'),
  'i',
)

/**
 * A log line, which is a JSON object and its end, without what no log may hold: what stands under a name such as `token` or
 * `wallet_address` becomes `[redacted]`, however deep it is, and what looks like a secret is cut out of every text. Never throws.
 */
export function redactLine(line: string): string {
  // Looking through the text is cheap, and hardly any line has to be read.
  return suspicious.test(line) ? withoutSecrets(line) : line
}

/** The same for several lines in one search; most of what it costs to search a single line is the call itself. */
export function redactLines(lines: string): string {
  return suspicious.test(lines) ? lines.replace(/[^\n]*\n/g, redactLine) : lines
}

/** Stands for a line that could not be read. Nothing of that one is told: it holds what looks like a secret. */
const unreadableLine = `${JSON.stringify({ level: 50, msg: 'a line was left out: it could not be searched for secrets' })}\n`

function withoutSecrets(line: string): string {
  // Lines for people are no JSON.
  if (!line.startsWith('{')) return redactSecretsIn(line)
  try {
    return `${JSON.stringify(JSON.parse(line), hide)}\n`
  } catch {
    return unreadableLine
  }
}

function hide(name: string, value: unknown): unknown {
  if (hiddenNames.test(name)) return redacted
  return typeof value === 'string' ? redactSecretsIn(value) : value
}
