import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/** The connections of a server. */
export interface Connections {
  /**
   * Ends every connection that no request is being answered on, from now on also new ones: browsers and load balancers
   * open some ahead of any request, and Node, which closes those between two requests by itself, would wait for them
   * for ever. A request that has not come in whole by then is given `lastBodyMs`, since Node no longer counts its time.
   */
  readonly endUnused: (lastBodyMs: number) => void
  /** To be called when a request is answered: its connection is busy with it no more. */
  readonly end: (request: IncomingMessage) => void
}

/** Watches the connections of a server, from before it listens. */
export function watchConnections(server: Server): Connections {
  /** What each is busy with: written where it stands, for a map that changes with every request leaves much garbage. */
  const connections = new Map<Socket, { request: IncomingMessage | undefined }>()
  let isEnding = false
  server.on('connection', (socket: Socket) => {
    if (isEnding) {
      socket.destroy()
      return
    }
    connections.set(socket, { request: undefined })
    socket.once('close', () => connections.delete(socket))
  })
  const begin = (request: IncomingMessage): void => {
    const connection = connections.get(request.socket)
    if (connection !== undefined) connection.request = request
  }
  server.on('request', begin).on('checkExpectation', begin)
  return {
    end: (request) => {
      const { socket } = request
      const connection = connections.get(socket)
      if (connection?.request !== request) return
      connection.request = undefined
      if (isEnding && !socket.destroyed) socket.end()
    },
    endUnused: (lastBodyMs) => {
      isEnding = true
      // What was sent before the end is read in this turn of the event loop.
      setImmediate(() => {
        for (const [socket, { request }] of connections) if (request === undefined) socket.destroy()
      })
      setTimeout(() => {
        for (const [socket, { request }] of connections) if (request?.complete === false) socket.destroy()
      }, lastBodyMs).unref()
    },
  }
}
