import { once } from 'node:events'
import type { Profiler } from 'node:inspector'
import { WebSocket } from 'undici'

/** Takes CPU profiles of another process, which was started with `--inspect`. */
export interface Inspector {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<Profiler.Profile>
  readonly close: () => void
}

/** Connects to the main thread of the process whose inspector listens on a port of this machine. */
export async function openInspector(port: number): Promise<Inspector> {
  const listed = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [target] = (await listed.json()) as readonly { readonly webSocketDebuggerUrl: string }[]
  if (target === undefined) throw new Error('nothing there can be inspected')
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await once(socket, 'open')
  let sent = 0
  const call = async (method: string): Promise<unknown> => {
    const id = ++sent
    socket.send(JSON.stringify({ id, method }))
    for (;;) {
      const [event] = (await once(socket, 'message')) as [MessageEvent]
      const answer = JSON.parse(String(event.data))
      if (answer.id === id && answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`)
      if (answer.id === id) return answer.result
    }
  }
  await call('Profiler.enable')
  return {
    start: async () => void (await call('Profiler.start')),
    stop: async () => ((await call('Profiler.stop')) as Profiler.StopReturnType).profile,
    close: () => socket.close(),
  }
}
