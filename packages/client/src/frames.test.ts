import { expect, test } from 'vitest'
import { createParser, type Frame, readFrames } from './frames.ts'

/** What a stream that comes in whole is read as. */
function parse(...pieces: readonly string[]): readonly Frame[] {
  const parser = createParser()
  return pieces.flatMap((piece) => parser(piece))
}

const frame = (event: string, data: string, id = '', retryMs?: number): Frame => ({ event, data, id, retryMs })

test.each<[string, string, readonly Frame[]]>([
  [
    'a frame with all there is',
    'retry: 2000\nid: evt_1\nevent: opened\ndata: {}\n\n',
    [frame('opened', '{}', 'evt_1', 2000)],
  ],
  ['no name', 'data: x\n\n', [frame('message', 'x')]],
  ['several lines of data', 'data: a\ndata\ndata: b\n\n', [frame('message', 'a\n\nb')]],
  ['one space, and no more, after the colon', 'data:a\ndata:  b\n\n', [frame('message', 'a\n b')]],
  ['comments and unknown fields', ': heartbeat\n\nnext: 1\ndata: x\n\n', [frame('message', 'x')]],
  [
    'an id without data, which counts from then on',
    'id: evt_1\n\ndata: x\n\n',
    [frame('', '', 'evt_1'), frame('message', 'x', 'evt_1')],
  ],
  ['a name without data, which is forgotten', 'event: a\n\ndata: x\n\n', [frame('message', 'x')]],
  ['a frame that is not complete', 'data: x\n', []],
  ['all ends of lines', 'data: a\r\n\r\ndata: b\r\rdata: c\n\n', ['a', 'b', 'c'].map((data) => frame('message', data))],
  ['a retry that is no number', 'retry: soon\ndata: x\n\n', [frame('message', 'x')]],
])('reads %s', (_what, text, expected) => {
  expect(parse(text)).toEqual(expected)
})

test('however a stream is cut into pieces, it is the same', () => {
  const text =
    'retry: 5\r\nid: evt_1\rdata: ä€\r\ndata: 😀\n\r\n: beat\n\nevent: opened\r\rdata: b\r\n\r\ndata: c\r\r\n'
  const whole = parse(text)
  expect(whole.map(({ data }) => data)).toEqual(['ä€\n😀', 'b', 'c'])
  for (let first = 0; first <= text.length; first += 1) {
    for (let second = first; second <= text.length; second += 1) {
      expect(parse(text.slice(0, first), text.slice(first, second), text.slice(second))).toEqual(whole)
    }
  }
})

test('a line without an end is refused before it fills the memory', () => {
  const parser = createParser()
  expect(() => {
    for (let pieces = 0; pieces < 20; pieces += 1) parser('x'.repeat(100_000))
  }).toThrow('without an end')
})

test('bytes are read as they come, and the body is given up with the loop', async () => {
  const bytes = new TextEncoder().encode('data: €\n\ndata: never read\n\n')
  let cancelled = 0
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
    },
    cancel: () => {
      cancelled += 1
    },
  })
  for await (const { data } of readFrames(body)) {
    expect(data).toBe('€')
    break
  }
  expect(cancelled).toBe(1)
})

test('a stream that says nothing for too long is as good as broken', async () => {
  const frames = readFrames(new ReadableStream<Uint8Array>(), 1)
  await expect(frames.next()).rejects.toThrow('nothing came')
})
