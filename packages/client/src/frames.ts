import { platform, type StreamedBody } from './platform.ts'

/** One event of a stream of server-sent events, which is not the gateway's event in it. */
export interface Frame {
  /** `message` where it names none. */
  readonly event: string
  readonly data: string
  /** The last id that the stream has told so far; a reconnect names it to go on from there. Empty until there is one. */
  readonly id: string
  /** For how long the stream asks to wait before a reconnect, once it has. */
  readonly retryMs: number | undefined
}

/** An event is a few kilobytes; whoever sends a line without an end is no gateway. */
const bufferedCharactersMax = 1_000_000

/**
 * Reads a stream of server-sent events (WHATWG HTML, 9.2) until it ends. Whatever comes, comments too, is told to
 * `onActivity`. Leaving the loop gives the body up. Rejects when the connection breaks, and with an Error for an endless line.
 */
export async function* readFrames(body: StreamedBody, onActivity: () => void = () => {}): AsyncGenerator<Frame> {
  const reader = body.getReader()
  const decoder = new platform.TextDecoder()
  const parser = createParser()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      onActivity()
      yield* parser(decoder.decode(value, { stream: true }))
    }
  } finally {
    // Of a connection that broke, nobody wants to hear it twice.
    void Promise.resolve(reader.cancel()).catch(() => {})
  }
}

/** Takes the text of a stream piece by piece, and gives the frames that each piece completes. */
export function createParser(): (piece: string) => readonly Frame[] {
  let rest = ''
  let [event, id, retryMs]: [string, string, number | undefined] = ['', '', undefined]
  let data: string[] = []

  const takeLine = (line: string): Frame | undefined => {
    if (line === '') {
      const frame = data.length === 0 ? undefined : { event: event || 'message', data: data.join('\n'), id, retryMs }
      event = ''
      data = []
      return frame
    }
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (name === 'event') event = value
    else if (name === 'data') data.push(value)
    else if (name === 'id' && !value.includes('\0')) id = value
    else if (name === 'retry' && /^\d+$/.test(value)) retryMs = Number(value)
    return undefined
  }

  return (piece) => {
    const text = rest + piece
    // A carriage return at the end may be half of a line's end.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text
    const lines = whole.split(/\r\n|\r|\n/)
    rest = (lines.pop() ?? '') + text.slice(whole.length)
    if (rest.length > bufferedCharactersMax) throw new Error('The stream has a line without an end.')
    return lines.map(takeLine).filter((frame) => frame !== undefined)
  }
}
