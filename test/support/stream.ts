import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'

/** One frame that has data. */
export interface Frame {
  readonly event: string
  readonly data: string
  /** The last id that was told, with this frame or before. */
  readonly id: string
}

/** A stream of server-sent events, as its reader sees it. */
export interface ReadStream {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** All that came so far, frames without data and comments aside. */
  readonly frames: readonly Frame[]
  /** The same with everything, as text. */
  readonly text: () => string
  /** Resolves with the first frame, of those that are not taken yet, of this name; takes it and all before it. */
  readonly next: (event: string) => Promise<Frame>
  /** Resolves when the stream has ended, however it does. */
  readonly ended: Promise<void>
  readonly close: () => void
}

/** Opens a stream; `next` rejects when it ends before. */
export async function openStream(url: string, headers: Record<string, string> = {}): Promise<ReadStream> {
  const request = get(url, { headers, agent: false })
  const [response]: IncomingMessage[] = await once(request, 'response')
  if (response === undefined) throw new Error('no answer')
  let rest = ''
  let lastId = ''
  const frames: Frame[] = []
  let text = ''
  let taken = 0
  let isOver = false
  let look = (): void => {}
  response.setEncoding('utf8')
  response.on('data', (piece: string) => {
    text += piece
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      lastId = /^id: (.*)$/m.exec(block)?.[1] ?? lastId
      const data = /^data: (.*)$/m.exec(block)?.[1]
      const event = /^event: (.*)$/m.exec(block)?.[1] ?? 'message'
      if (data !== undefined) frames.push({ event, data, id: lastId })
    }
    look()
  })
  const ended = new Promise<void>((resolve) => {
    response.on('error', () => {})
    response.once('close', () => {
      isOver = true
      look()
      resolve()
    })
  })
  const next = (event: string): Promise<Frame> =>
    new Promise((resolve, reject) => {
      look = () => {
        const index = frames.findIndex((frame, at) => at >= taken && frame.event === event)
        const found = frames[index]
        if (found !== undefined) {
          taken = index + 1
          // What comes before somebody asks again is not taken from them.
          look = () => {}
          resolve(found)
        } else if (isOver) {
          reject(new Error(`the stream ended without ${event}, after: ${text.slice(-500)}`))
        }
      }
      look()
    })
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    frames,
    text: () => text,
    next,
    ended,
    close: () => request.destroy(),
  }
}
