/** Ends a rest before its time. */
export interface Bell {
  /** Wakes whoever rests; when nobody does, the next rest is none. */
  readonly ring: () => void
  /** Resolves after `ms`, or when the bell rings. One may rest at a time. */
  readonly rest: (ms: number) => Promise<void>
}

/** Makes a bell. */
export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      rung = true
      wake?.()
    },
    rest: async (ms) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        wake = undefined
      }
      rung = false
    },
  }
}
