import { createServer, type Socket } from 'node:net'

/** What stands in for a PostgreSQL that cannot be had in a test: an old one, one that is starting up. */
export interface ScriptedDatabase {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Answers whatever is sent with what `answer` makes of its first byte: 0 at the greeting, else the message's letter. */
export async function scriptDatabase(answer: (letter: string) => Buffer): Promise<ScriptedDatabase> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes) => socket.write(answer(String.fromCharCode(bytes[0] ?? 0))))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `postgresql://rampway:9s3cr3t@127.0.0.1:${address.port}/acme`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A message of PostgreSQL's wire: bytes as they are, a text with its end, a number in four bytes. */
function wireMessage(letter: string, ...parts: readonly (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(`${part}\0`)
      if (typeof part !== 'number') return part
      return wireNumber(part)
    }),
  )
  return Buffer.concat([Buffer.from(letter), wireNumber(body.length + 4), body])
}

function wireNumber(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(number)
  return bytes
}

const wireReady = (): Buffer => wireMessage('Z', Buffer.from('I'))

/** PostgreSQL's refusal. */
export function wireRefusal(state: string, message: string): Buffer {
  const fields = ['SFATAL', 'VFATAL', `C${state}`, `M${message}`].map((field) => `${field}\0`).join('')
  return wireMessage('E', Buffer.from(`${fields}\0`))
}

/** The answer to a statement: one row of texts. */
export function wireRow(row: Readonly<Record<string, string>>): Buffer {
  const count = Buffer.from([0, Object.keys(row).length])
  // No table, type text of any length, in text form.
  const facts = Buffer.from('00000000000000000019ffffffffffff0000', 'hex')
  const columns = Object.keys(row).map((name) => Buffer.concat([Buffer.from(`${name}\0`), facts]))
  const cells = Object.values(row).map((text) => Buffer.concat([wireNumber(text.length), Buffer.from(text)]))
  return Buffer.concat([
    wireMessage('1'),
    wireMessage('2'),
    wireMessage('T', count, ...columns),
    wireMessage('D', count, ...cells),
    wireMessage('C', 'SELECT 1'),
    wireReady(),
  ])
}

/** What lets a caller in, whoever it is. */
export const wireWelcome = (): Buffer => Buffer.concat([wireMessage('R', 0), wireReady()])
