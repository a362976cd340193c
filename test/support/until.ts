/** Longer than anything that goes on in the background takes on a busy machine. */
const patienceMs = 15_000
const retryMs = 50

/** Repeats `check` until it neither throws nor rejects; at the end of patience it raises what it last did. */
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
