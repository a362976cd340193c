import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** The connections of a server. */
export interface Connections {
  /**
   * Ends every connection that no request is being answered on, from now on also new ones: browsers and load balancers
   * open some ahead of any request, and Node, which closes those between two requests by itself, would wait for them
   * for ever. A request that has not come in whole by then is given `lastBodyMs`, since Node no longer counts its time.
   */
  readonly endUnused: (lastBodyMs: number) => void
}

/** Watches the connections of a server, from before it listens. */
export function watchConnections(server: Server): Connections {
  const unused = new Set<Socket>()
  const underWay = new Map<Socket, IncomingMessage>()
  let isEnding = false
  server.on('connection', (socket: Socket) => {
    if (isEnding) {
      socket.destroy()
      return
    }
    unused.add(socket)
    socket.once('close', () => {
      unused.delete(socket)
      underWay.delete(socket)
    })
  })
  const begin = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request
    unused.delete(socket)
    underWay.set(socket, request)
    response.on('close', end)
  }
  // One for all requests, which are many.
  function end(this: ServerResponse): void {
    const { req: request } = this
    const { socket } = request
    if (underWay.get(socket) !== request) return
    underWay.delete(socket)
    if (socket.destroyed) return
    if (isEnding) socket.end()
    else unused.add(socket)
  }
  server.on('request', begin).on('checkExpectation', begin)
  return {
    endUnused: (lastBodyMs) => {
      isEnding = true
      // What was sent before the end is read in this turn of the event loop.
      setImmediate(() => {
        for (const socket of unused) socket.destroy()
      })
      setTimeout(() => {
        for (const [socket, request] of underWay) if (!request.complete) socket.destroy()
      }, lastBodyMs).unref()
    },
  }
}
