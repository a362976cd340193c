import { errorCatalogue } from '../domain/errors.ts'
import { isJsonObject, parseJsonObject } from '../identity/json.ts'

/** Lines shown within a second; the rest of a flood is counted. */
export const linesPerSecondMax = 10

/** pino's numbers. */
const warnLevel = 40
const errorLevel = 50

/** Short names of the catalogue's refusals for people, by code. */
const refusals = new Map<unknown, string>(
  Object.values(errorCatalogue).map(({ code, status, title }) => [code, `${status} ${title}`]),
)

/**
 * Shows the log to the person in front of the terminal: a short line for each refused request, with the reason that the
 * caller is not told, and for everything that went wrong; nothing else. Takes the log's JSON lines, from level `info` on.
 */
export function showLines(write: (text: string) => void): { readonly write: (line: string) => void } {
  let shown = 0
  let leftOut = 0
  let isCounting = false
  const endSecond = (): void => {
    if (leftOut > 0) write(`          … and ${leftOut} more like these within a second\n`)
    shown = 0
    leftOut = 0
    isCounting = false
  }
  return {
    write: (line) => {
      // Most lines are of answered requests, and need no parsing.
      if (line.startsWith('{"level":30') && !/"msg":"[^"]*refused/.test(line)) return
      const facts = parseJsonObject(line)
      if (facts === undefined) return
      const isError = Number(facts.level) >= errorLevel
      if (!isError && shown >= linesPerSecondMax) {
        leftOut += 1
        return
      }
      if (!isError) shown += 1
      if (!isCounting) setTimeout(endSecond, 1_000).unref()
      isCounting = true
      write(describeLine(facts))
    },
  }
}

/** How a request is shown that no route took, by its refusal. */
const unknownRoutes: ReadonlyMap<unknown, string> = new Map([
  [errorCatalogue.method_not_allowed.code, 'of a path with other methods'],
])

/** Left out of the rest of a line: shown already, or only for machines. */
const spokenFacts = ['level', 'time', 'msg', 'err', 'error_code', 'reason', 'method', 'route', 'trace_id', 'user']

function describeLine(facts: Readonly<Record<string, unknown>>): string {
  const { level, time, msg, error_code, reason, method, route, trace_id, err } = facts
  const what = refusals.get(error_code)
  const words = [
    new Date(Number(time)).toTimeString().slice(0, 8),
    Number(level) >= errorLevel ? ' ERROR' : Number(level) >= warnLevel ? ' warning' : '',
    ` ${msg}`,
    what === undefined ? '' : `: ${what}`,
    reason === undefined ? '' : `, because: ${reason}`,
    method === undefined
      ? ''
      : ` · ${method} ${route ?? unknownRoutes.get(error_code) ?? 'of a path that is not there'}`,
    ...Object.entries(facts)
      .filter(([name]) => !spokenFacts.includes(name))
      .map(([name, value]) => ` · ${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    trace_id === undefined ? '' : ` · trace ${trace_id}`,
  ]
  const stack = isJsonObject(err) ? `\n${err.stack ?? err.message}` : ''
  return `${withoutControls(words.join(''))}${stack}\n`
}

/** Some of it was sent by callers, and a terminal obeys control characters. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ')
}
