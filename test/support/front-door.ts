import { createServer, connect as dial, type Socket } from 'node:net'
import { join } from 'node:path'
import type { TestTarget } from './database.ts'
import { freePort } from './free-port.ts'

/** A TCP port in front of a database of the tests, which can be shut and opened. */
export interface FrontDoor {
  /** For `DATABASE_URL`. */
  readonly url: string
  readonly port: number
  /** Lets callers in from now on; before it, nothing listens. */
  readonly open: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Makes the port; `onCaller` is told of each connection before it is let through. */
export async function makeFrontDoor(target: TestTarget, onCaller: () => void = () => {}): Promise<FrontDoor> {
  const port = await freePort()
  const sockets = new Set<Socket>()
  const server = createServer((caller) => {
    onCaller()
    const inside = dial(join(target.host, `.s.PGSQL.${target.port}`))
    for (const [from, to] of [
      [caller, inside],
      [inside, caller],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  return {
    url: `postgresql://${target.user}@127.0.0.1:${port}/${target.database}`,
    port,
    open: () => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve)),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}
