import { useSyncExternalStore } from 'react'

/** Milliseconds between two looks at the clock. */
const tickMs = 1_000

let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Epoch milliseconds by this machine's clock. */
export function currentTime(): number {
  return Date.now()
}

/** What is made of the present; whoever uses it is drawn anew when that changes, which is looked at each second. */
export function useOfNow<Value extends string | number | boolean>(make: (now: number) => Value): Value {
  return useSyncExternalStore(listen, () => make(now))
}
