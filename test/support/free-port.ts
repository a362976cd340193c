import { createServer } from 'node:net'

/**
 * Below what operating systems hand out by themselves, to listeners on port 0 and to outgoing connections: nobody comes
 * by such a port by chance while it is still to be bound.
 */
const [firstPort, ports] = [24_000, 8_000]
/** Each of the run's workers has ports of its own: worker 1 every sixteenth from the first, and so on. */
const workers = 16
const worker = Number(process.env.VITEST_POOL_ID ?? 0) % workers

const given = new Set<number>()

/** A port of 127.0.0.1 that is free, and that this worker has not been given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + workers * Math.floor((Math.random() * ports) / workers) + worker
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
