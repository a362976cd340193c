/** Longer than anything that goes on in the background takes on a busy machine. */
const patienceMs = 15_000
const lookAgainMs = 50

/** Looks again and again until `look` neither throws nor rejects; at the end of patience it raises what it last did. */
export async function until<T>(look: () => Promise<T>): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs))
    }
  }
}
