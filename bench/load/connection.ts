import { connect, type Socket } from 'node:net'

/** One whole answer. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/** A kept-alive connection. */
export interface Caller {
  /**
   * Sends a whole request and resolves with its answer; rejects when the connection fails or it takes too long. Calls
   * that are made meanwhile are pipelined: their answers come in the same order.
   */
  readonly call: (request: string) => Promise<Answer>
  readonly close: () => void
}

const headEnd = Buffer.from('\r\n\r\n')

/**
 * Opens a connection. Written on a bare socket because the generator shares two cores with what it measures: it has
 * to take as little of them as it can. Answers must say their length.
 */
export function openCaller(host: string, port: number, patienceMs: number): Promise<Caller> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(callerOn(socket, patienceMs))
    })
  })
}

function callerOn(socket: Socket, patienceMs: number): Caller {
  let received: Buffer[] = []
  let bytes = 0
  let needed = Number.POSITIVE_INFINITY
  const waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = []
  const fail = (error: Error): void => {
    for (const { reject } of waiting.splice(0)) reject(error)
    socket.destroy()
  }
  const take = (chunk: Buffer): void => {
    received.push(chunk)
    bytes += chunk.length
    if (bytes < needed) {
      const all = received.length === 1 ? chunk : Buffer.concat(received)
      received = [all]
      const end = all.indexOf(headEnd)
      if (end === -1) return
      const head = all.toString('latin1', 0, end)
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
      if (length === undefined) {
        fail(new Error(`an answer without content-length: ${head.slice(0, 60)}`))
        return
      }
      needed = end + headEnd.length + Number(length)
      if (bytes < needed) return
      finish(all, end)
      return
    }
    const all = Buffer.concat(received)
    finish(all, all.indexOf(headEnd))
  }
  socket.on('data', take)
  const finish = (all: Buffer, end: number): void => {
    const answer = {
      status: Number(all.toString('latin1', 9, 12)),
      body: all.toString('utf8', end + headEnd.length, needed),
    }
    const rest = all.subarray(needed)
    received = []
    bytes = 0
    needed = Number.POSITIVE_INFINITY
    waiting.shift()?.resolve(answer)
    if (rest.length > 0) take(rest)
  }
  socket.setTimeout(patienceMs, () => fail(new Error(`no answer within ${patienceMs} ms`)))
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the connection was closed')))
  return {
    call: (request) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error('the connection was closed'))
        waiting.push({ resolve, reject })
        socket.write(request)
      }),
    close: () => {
      waiting.length = 0
      socket.destroy()
    },
  }
}
