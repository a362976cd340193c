/** An answer of the health listener, made beforehand. */
export interface HealthAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the thread of the health listener begins with. */
export interface HealthThreadStart {
  readonly host: string
  readonly port: number
  readonly state: SharedArrayBuffer
  readonly answers: Readonly<Record<'serves' | 'ready' | 'down' | 'stale' | 'unknown', HealthAnswer>>
}

/** The state of the serving thread. */
export interface Health {
  readonly serves: boolean
  readonly isReady: boolean
}

/** A thread that has not run for this long is not busy but stuck. */
export const staleAfterSeconds = 10

const places = { serves: 0, isReady: 1, saidAt: 2 } as const

/** Memory that both threads share. */
export function createHealthState(): SharedArrayBuffer {
  return new SharedArrayBuffer(Object.keys(places).length * Int32Array.BYTES_PER_ELEMENT)
}

/** Publishes the state at an instant (epoch milliseconds). */
export function writeHealth(state: SharedArrayBuffer, { serves, isReady }: Health, now: number): void {
  const cells = new Int32Array(state)
  Atomics.store(cells, places.serves, Number(serves))
  Atomics.store(cells, places.isReady, Number(isReady))
  Atomics.store(cells, places.saidAt, Math.floor(now / 1000))
}

/** The state that was last published, and whether that was too long ago. */
export function readHealth(state: SharedArrayBuffer, now: number): Health & { readonly isStale: boolean } {
  const cells = new Int32Array(state)
  return {
    serves: Atomics.load(cells, places.serves) === 1,
    isReady: Atomics.load(cells, places.isReady) === 1,
    isStale: now / 1000 - Atomics.load(cells, places.saidAt) > staleAfterSeconds,
  }
}
