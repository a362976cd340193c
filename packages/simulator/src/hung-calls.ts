import type { Socket } from 'node:net'

/** Connections that wait for an answer that will not come. */
export interface HungCalls {
  readonly hold: (socket: Socket) => void
  /** Cuts them all. */
  readonly release: () => void
}

/** Keeps hold of hung connections until they are released or the caller gives up. */
export function createHungCalls(): HungCalls {
  const sockets = new Set<Socket>()
  return {
    hold: (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    },
    release: () => {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
  }
}
