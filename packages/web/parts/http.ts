/** A refusal of the gateway in its own words, or the lack of an answer. */
export class CallError extends Error {
  override readonly name = 'CallError'
  /** Null when there was no answer. */
  readonly status: number | null
  /** The `error_code`; empty where the answer has none. */
  readonly code: string
  readonly title: string
  /** Finds the call in the log; null where the answer names none. */
  readonly traceId: string | null
  /** A page that explains it; null where there is none. */
  readonly docsUrl: string | null

  constructor(status: number | null, problem: Problem) {
    super(problem.detail)
    this.status = status
    this.code = problem.error_code
    this.title = problem.title
    this.traceId = problem.trace_id
    this.docsUrl = problem.type
  }
}

interface Problem {
  readonly title: string
  readonly detail: string
  readonly error_code: string
  readonly trace_id: string | null
  readonly type: string | null
}

/** What one call sends beside its path. */
export interface CallOptions {
  /** Empty values are left out. */
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  readonly signal?: AbortSignal
}

/** What a page calls: one API, under one path. */
export interface Api {
  /**
   * Calls an endpoint, `path` being what follows the API's own. The answer is taken for what the endpoint declares: page and
   * gateway come from one build. Throws a CallError for everything that is not a success.
   */
  readonly call: <Reply>(method: Method, path: string, options?: CallOptions) => Promise<Reply>
  /** The address of a call, for links that a browser follows itself, such as downloads. */
  readonly apiPath: (path: string, query?: Readonly<Record<string, string>>) => string
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** The API under a path, such as `/operator/v0`. */
export function apiAt(root: string): Api {
  const apiPath: Api['apiPath'] = (path, query = {}) => {
    const said = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
    return `${root}${path}${said === '' ? '' : `?${said}`}`
  }
  return {
    apiPath,
    call: async <Reply>(method: Method, path: string, { query, body, signal }: CallOptions = {}) => {
      let answer: Response
      let text: string
      try {
        answer = await fetch(apiPath(path, query), {
          method,
          headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          ...(signal !== undefined && { signal }),
        })
        text = await answer.text()
      } catch (error) {
        if (signal?.aborted === true) throw error
        throw new CallError(null, { ...emptyProblem, title: 'No answer', detail: 'The gateway cannot be reached.' })
      }
      const parsed = parse(text)
      if (!answer.ok) throw new CallError(answer.status, problemOf(parsed, answer.status))
      return parsed as Reply
    },
  }
}

const emptyProblem: Problem = { title: '', detail: '', error_code: '', trace_id: null, type: null }

function problemOf(body: unknown, status: number): Problem {
  const fields: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {}
  const textAt = (name: string): string | null => {
    const value = fields[name]
    return typeof value === 'string' ? value : null
  }
  const faults = Array.isArray(fields.errors) ? fields.errors.map(faultInWords) : []
  return {
    title: textAt('title') ?? `The gateway answered ${status}`,
    detail: faults.length > 0 ? faults.join(' ') : (textAt('detail') ?? ''),
    error_code: textAt('error_code') ?? '',
    trace_id: textAt('trace_id'),
    type: textAt('type'),
  }
}

function faultInWords(fault: unknown): string {
  const { pointer, detail }: { pointer?: unknown; detail?: unknown } =
    typeof fault === 'object' && fault !== null ? fault : {}
  return typeof pointer === 'string' && pointer.length > 1 ? `${pointer.slice(1)}: ${detail}` : String(detail ?? '')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
