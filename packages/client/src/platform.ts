/**
 * What the client takes from where it runs: browsers, Node, React Native, Deno and Bun all have it. The package is
 * compiled without the types of any of them, so that nothing else is used by mistake.
 */
interface Platform {
  readonly setTimeout: (run: () => void, ms: number) => unknown
  readonly clearTimeout: (timer: unknown) => void
  readonly AbortController: new () => { readonly signal: Signal; readonly abort: () => void }
  readonly fetch: Fetch
  /** For streams alone: React Native gives the body of an answer as a whole. */
  readonly TextDecoder: new () => { readonly decode: (bytes?: Uint8Array, options?: { stream: boolean }) => string }
  /** React Native has none. */
  readonly crypto?: { readonly getRandomValues?: (bytes: Uint8Array) => Uint8Array }
  /** Pages have one. */
  readonly document?: unknown
}

/** An `AbortSignal`, of whichever library of types the app is compiled with. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Known } }
  ? Known & SignalMembers
  : SignalMembers

interface SignalMembers {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** What the client passes to `fetch`. */
export interface FetchInit {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly headers: Record<string, string>
  readonly body?: string
  readonly redirect: 'manual'
  readonly signal: Signal
}

/** What the client reads of an answer. */
export interface FetchAnswer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
  /** As it comes in; absent or null where `fetch` has no streams. */
  readonly body?: StreamedBody | null
}

/** The body of an answer, as far as the client uses it. */
export interface StreamedBody {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
    cancel(): Promise<unknown>
  }
}

/** A `fetch`, as far as the client uses it. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>

/** The global scope, read when something of it is used. */
export const platform = globalThis as unknown as Platform

/** Milliseconds since 1970. */
export function now(): number {
  return Date.now()
}
