/** Longer than any background work takes on a busy machine. */
const patienceMs = 30_000
const retryMs = 50

/** Repeats `check` until it neither throws nor rejects; in the end it raises the last error. */
export async function until<T>(check: () => Promise<T>): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }
}
