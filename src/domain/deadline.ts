/**
 * What `work` comes to, or `late` when it has not come to anything within `ms` milliseconds. Rejects as `work` does
 * until then. Work that is late goes on; what becomes of it, a rejection included, is nobody's any more.
 */
export async function within<T, L>(ms: number, work: Promise<T>, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<L>((resolve) => {
    timer = setTimeout(resolve, ms, late)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
