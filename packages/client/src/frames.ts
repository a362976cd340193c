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

/** A gateway sends a heartbeat every 15 seconds. */
const silenceMsDefault = 45_000

/**
 * Reads a stream of server-sent events (WHATWG HTML, 9.2) until it ends. Beyond the standard, an id that comes without data
 * is a frame too, whose `event` is empty. Leaving the loop gives the body up. Rejects when the connection breaks, when
 * nothing at all comes for too long, and for a line without an end.
 */
export async function* readFrames(body: StreamedBody, silenceMs = silenceMsDefault): AsyncGenerator<Frame> {
  const reader = body.getReader()
  const decoder = new platform.TextDecoder()
  const parse = createParser()
  try {
    for (;;) {
      const { done, value } = await unlessSilent(reader.read(), silenceMs)
      if (done) return
      yield* parse(decoder.decode(value, { stream: true }))
    }
  } finally {
    // Of a connection that broke, nobody wants to hear it twice.
    void Promise.resolve(reader.cancel()).catch(() => {})
  }
}

function unlessSilent<Result>(read: Promise<Result>, silenceMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new Error(`nothing came for ${silenceMs / 1000} s`))
    const timer = platform.setTimeout(refuse, silenceMs)
    read.then(resolve, reject).finally(() => platform.clearTimeout(timer))
  })
}

/** Takes the text of a stream piece by piece, and gives the frames that each piece completes. */
export function createParser(): (piece: string) => readonly Frame[] {
  let rest = ''
  let [event, id, retryMs]: [string, string, number | undefined] = ['', '', undefined]
  let data: string[] = []
  let hasId = false

  const takeLine = (line: string): Frame | undefined => {
    if (line === '') {
      const isDispatched = data.length > 0
      const frame = { event: isDispatched ? event || 'message' : '', data: data.join('\n'), id, retryMs }
      const isFrame = isDispatched || hasId
      event = ''
      data = []
      hasId = false
      return isFrame ? frame : undefined
    }
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (name === 'event') event = value
    else if (name === 'data') data.push(value)
    else if (name === 'id' && !value.includes('\0')) [id, hasId] = [value, true]
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
