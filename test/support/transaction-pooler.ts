import { connect, createServer, type Socket } from 'node:net'
import type { TestTarget } from './database.ts'
import { errorResponse } from './database-relay.ts'

/** Does to connections what PgBouncer does with `pool_mode = transaction`: no statement may count on the one before. */
export interface TransactionPooler {
  /** The database as reached through the pooler. */
  readonly target: TestTarget
  readonly close: () => Promise<void>
}

/** What PgBouncer 1.18 lets a connection ask for; it refuses everything else. */
const startupParameters = ['user', 'database', 'application_name', 'client_encoding', 'datestyle', 'timezone']

const [ready, terminate] = ['Z'.charCodeAt(0), 'X'.charCodeAt(0)]

/** A server's connection, for whichever client has a transaction on it. */
interface Backend {
  readonly socket: Socket
  client: Socket | undefined
}

/**
 * Starts a pooler in front of `target`, on a port of its own. Each transaction goes to the server connection that has been
 * idle for the longest, so with two or more no client meets the same one twice in a row.
 */
export async function startTransactionPooler(target: TestTarget, size = 3): Promise<TransactionPooler> {
  const sockets = new Set<Socket>()
  const idle: Backend[] = []
  const waiting: ((backend: Backend) => void)[] = []
  /** The settings that the server reported, to be passed on. */
  let told = Buffer.alloc(0)

  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.setNoDelay(true)
    return socket
  }

  const release = (backend: Backend): void => {
    backend.client = undefined
    const next = waiting.shift()
    if (next === undefined) idle.push(backend)
    else next(backend)
  }
  const take = (): Promise<Backend> => {
    const backend = idle.shift()
    return backend === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(backend)
  }

  const openBackend = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = keep(connect(`${target.host}/.s.PGSQL.${target.port}`))
      const backend: Backend = { socket, client: undefined }
      let isUp = false
      socket.write(startupMessage({ user: target.user, database: target.database, client_encoding: 'UTF8' }))
      readMessages(socket, (type, message) => {
        if (!isUp) {
          if (String.fromCharCode(type) === 'S') told = Buffer.concat([told, message])
          isUp = type === ready
          if (isUp) {
            idle.push(backend)
            resolve()
          }
          return
        }
        backend.client?.write(message)
        const status = message.at(-1)
        if (type === ready && status === 'I'.charCodeAt(0)) release(backend)
      })
    })

  const serve = (client: Socket): void => {
    let held: Backend | undefined
    let greeted = false
    let order = Promise.resolve()
    const forward = async (message: Buffer): Promise<void> => {
      if (held?.client !== client) held = await take()
      held.client = client
      held.socket.write(message)
    }
    readMessages(
      client,
      (type, message) => {
        if (!greeted) {
          const wrong = parametersOf(message).find((name) => !startupParameters.includes(name.toLowerCase()))
          if (wrong !== undefined) {
            client.end(errorResponse('08P01', `unsupported startup parameter: ${wrong}`))
            return
          }
          greeted = true
          client.write(Buffer.concat([authenticated, told, madeUpKey, readyForQuery]))
          return
        }
        if (type === terminate) client.end()
        else {
          order = order.then(() => forward(message))
        }
      },
      true,
    )
  }

  for (let n = 0; n < size; n++) await openBackend()
  const door = createServer((client) => serve(keep(client)))
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const address = door.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    target: { ...target, host: '127.0.0.1', port: address.port },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => door.close(resolve))
    },
  }
}

const authenticated = Buffer.from([...Buffer.from('R'), 0, 0, 0, 8, 0, 0, 0, 0])
/** Where PostgreSQL sends the number of its process, a pooler sends one of its own. */
const madeUpKey = Buffer.from([...Buffer.from('K'), 0, 0, 0, 12, 0x7a, 1, 2, 3, 4, 5, 6, 7])
const readyForQuery = Buffer.from([...Buffer.from('Z'), 0, 0, 0, 5, ...Buffer.from('I')])

function startupMessage(parameters: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`)
  const body = Buffer.from(`${pairs.join('')}\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(body.length + 8, 0)
  head.writeInt32BE(196_608, 4)
  return Buffer.concat([head, body])
}

function parametersOf(startup: Buffer): string[] {
  return startup
    .subarray(8)
    .toString()
    .split('\0')
    .filter((text, n) => n % 2 === 0 && text !== '')
}

/** Cuts what comes in into the protocol's messages, each with its first byte; a client's first one has none. */
function readMessages(socket: Socket, told: (type: number, message: Buffer) => void, beginsBare = false): void {
  let rest: Buffer = Buffer.alloc(0)
  let isBare = beginsBare
  socket.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes])
    for (;;) {
      const start = isBare ? 0 : 1
      if (rest.length < start + 4) return
      const end = start + rest.readInt32BE(start)
      if (rest.length < end) return
      const message = rest.subarray(0, end)
      rest = rest.subarray(end)
      const type = isBare ? 0 : (message[0] ?? 0)
      isBare = false
      told(type, message)
    }
  })
}
