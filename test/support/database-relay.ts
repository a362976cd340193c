import { connect, createServer, type Socket } from 'node:net'
import type { TestTarget } from './database.ts'
import { freePort } from './free-port.ts'

/** One way through a relayed connection. */
export type Direction = 'to_server' | 'to_client'

/**
 * What becomes of a new connection: passed on, taken and never answered, hung up on, or told an SQLSTATE. A door that is
 * shut (`refuse`) takes none.
 */
export type Welcome = 'pass' | 'silence' | 'reset' | 'refuse' | { readonly sqlState: string }

/** One connection through the relay. */
export interface RelayedConnection {
  /** Stops its bytes in these directions, while both ends believe that it is alive. Resuming sends what was held. */
  readonly silence: (...directions: Direction[]) => void
  readonly resume: () => void
  /** Both ends see it broken. */
  readonly reset: () => void
}

/** Stands between a program and PostgreSQL, as the network does, and can fail as networks do. */
export interface DatabaseRelay {
  /** The database as reached through the relay. */
  readonly target: TestTarget
  /** Those that are open, oldest first. */
  readonly connections: () => readonly RelayedConnection[]
  /** How many were ever opened. */
  readonly opened: () => number
  /** For connections from now on. */
  readonly welcome: (how: Welcome) => Promise<void>
  /** Every chunk of bytes is held for so many milliseconds, both ways. */
  readonly delay: (ms: number) => void
  /** Calls back once, when bytes for the server that hold this text have passed: the next reply can then be stopped. */
  readonly onSent: (text: string, found: (connection: RelayedConnection) => void) => void
  readonly close: () => Promise<void>
}

/** Starts a relay to `target` on a port of its own. */
export async function startDatabaseRelay(target: TestTarget): Promise<DatabaseRelay> {
  const open = new Set<RelayedConnection>()
  const sockets = new Set<Socket>()
  const watched = new Map<string, (connection: RelayedConnection) => void>()
  let [opened, delayMs] = [0, 0]
  let how: Welcome = 'pass'

  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // What became of it is seen at its other end.
    socket.on('error', () => {})
    socket.setNoDelay(true)
    return socket
  }

  const relay = (client: Socket): void => {
    const server = keep(connect(`${target.host}/.s.PGSQL.${target.port}`))
    const held: Record<Direction, Buffer[] | undefined> = { to_server: undefined, to_client: undefined }
    const end = (): void => {
      client.destroy()
      server.destroy()
      open.delete(connection)
    }
    const pass = (from: Socket, to: Socket, direction: Direction): void => {
      const send = (bytes: Buffer): void => {
        const kept = held[direction]
        if (kept === undefined) to.write(bytes)
        else kept.push(bytes)
      }
      from.on('data', (bytes: Buffer) => {
        if (direction === 'to_server') tellWatchers(bytes, connection)
        if (delayMs === 0) send(bytes)
        else setTimeout(() => send(bytes), delayMs)
      })
      // The end of a silent one is not passed on either.
      from.on('close', () => {
        if (held[direction] === undefined) end()
      })
    }
    const connection: RelayedConnection = {
      silence: (...directions) => {
        for (const direction of directions) held[direction] ??= []
      },
      resume: () => {
        for (const direction of ['to_server', 'to_client'] as const) {
          const bytes = held[direction] ?? []
          held[direction] = undefined
          for (const each of bytes) (direction === 'to_server' ? server : client).write(each)
        }
        if (client.destroyed || server.destroyed) end()
      },
      reset: () => {
        client.resetAndDestroy()
        end()
      },
    }
    open.add(connection)
    pass(client, server, 'to_server')
    pass(server, client, 'to_client')
  }

  const tellWatchers = (bytes: Buffer, connection: RelayedConnection): void => {
    for (const [text, found] of watched) {
      if (!bytes.includes(text)) continue
      watched.delete(text)
      found(connection)
    }
  }

  const door = createServer((client) => {
    opened += 1
    keep(client)
    if (how === 'pass') relay(client)
    if (how === 'reset') client.resetAndDestroy()
    if (typeof how === 'object') {
      const { sqlState } = how
      client.once('data', () => client.end(errorResponse(sqlState)))
    }
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      door.once('error', reject)
      door.listen(port, '127.0.0.1', resolve)
    })
  await listen(await freePort())
  const address = door.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { port } = address

  return {
    target: { ...target, host: '127.0.0.1', port },
    connections: () => [...open],
    opened: () => opened,
    welcome: async (next) => {
      how = next
      // Those who are connected stay connected.
      if (next === 'refuse') door.close()
      else if (!door.listening) await listen(port)
    },
    delay: (ms) => {
      delayMs = ms
    },
    onSent: (text, found) => watched.set(text, found),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      if (door.listening) await new Promise((resolve) => door.close(resolve))
    },
  }
}

/** An error response of PostgreSQL's protocol. */
export function errorResponse(sqlState: string, message = 'no'): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0M${message}\0\0`)
  const head = Buffer.alloc(5, 'E')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}
