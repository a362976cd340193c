import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { waitingBytesMax } from '../../src/observe/log-output.ts'

/** Compiled, because a reader's end can only be seen from another process. */
const compiled = new URL('../../dist/src/observe/log-output.js', import.meta.url).href
const lineBytes = 1_024
const patienceMs = 20_000

/** Writes as many numbered lines as it is told to, says how many were lost so far, and ends in the same turn if told so. */
const program = `
  import { openLogOutput } from '${compiled}'
  const output = openLogOutput(process.stdout.fd)
  let number = 0
  process.on('message', ({ count, end }) => {
    for (let n = 0; n < count; n++) output.write(String(number++).padStart(${lineBytes - 1}, '.') + '\\n')
    if (end) process.exit(7)
    process.send(output.linesLost())
  })
`

function startWriter(): { readonly child: ChildProcess; readonly write: (count: number) => Promise<number> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return {
    child,
    write: async (count) => {
      child.send({ count })
      const [lost] = await once(child, 'message')
      return Number(lost)
    },
  }
}

test('a reader who stood still gets the lines that could wait, whole and in order; the others are counted', async () => {
  const { child, write } = startWriter()
  const all = 20_000
  const lost = await write(all)
  expect((all - lost) * lineBytes).toBeLessThanOrEqual(waitingBytesMax)
  expect((all - lost + 1) * lineBytes).toBeGreaterThan(waitingBytesMax)
  let bytes = ''
  child.stdout?.setEncoding('latin1').on('data', (chunk) => {
    bytes += chunk
  })
  await vi.waitFor(() => expect(bytes).toHaveLength((all - lost) * lineBytes), patienceMs)
  // There is room again.
  expect(await write(1)).toBe(lost)
  await vi.waitFor(() => expect(bytes).toHaveLength((all - lost + 1) * lineBytes), patienceMs)
  const numbers = bytes.split('\n').map((line) => Number(line.replaceAll('.', '')))
  expect(numbers).toEqual([...Array.from({ length: all - lost }, (_, n) => n), all, 0])
})

test('the lines of a process that ends in the same turn all reach their reader', async () => {
  const { child } = startWriter()
  let text = ''
  child.stdout?.setEncoding('latin1').on('data', (chunk) => {
    text += chunk
  })
  const closed = once(child, 'close')
  child.send({ count: 3, end: true })
  await closed
  expect(text.split('\n').map((line) => line.replaceAll('.', ''))).toEqual(['0', '1', '2', ''])
})

test('a reader who stands still does not keep the process from ending', async () => {
  const { child } = startWriter()
  const ended = once(child, 'exit')
  child.send({ count: 2_000, end: true })
  expect(await ended).toEqual([7, null])
})

test('a reader who has gone does not keep the process from ending', async () => {
  const { child } = startWriter()
  const ended = once(child, 'exit')
  child.stdout?.destroy()
  // Some are being written while the process ends; others wait.
  child.send({ count: 40, end: true })
  expect(await ended).toEqual([7, null])
})

test('a process goes on without its reader, and counts the lines', async () => {
  const { child, write } = startWriter()
  child.stdout?.destroy()
  await vi.waitFor(async () => expect(await write(1)).toBeGreaterThan(2), patienceMs)
})

const secretWriter = `
  import { openLogOutput } from '${compiled}'
  const output = openLogOutput(process.stdout.fd)
  output.writePlain('{"status":200}\\n')
  output.write('{"msg":"words","token":"canary","deep":[{"text":"rwo_canary0123456789"}]}\\n')
  output.write('for a person: rwo_canary0123456789\\n')
  output.writePlain('{"status":201}\\n')
`

test('what no log may hold is cut out of lines that are written as one, and the others stay as they are', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', secretWriter])
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  await once(child, 'close')
  expect(text.split('\n')).toEqual([
    '{"status":200}',
    '{"msg":"words","token":"[redacted]","deep":[{"text":"[redacted]"}]}',
    'for a person: [redacted]',
    '{"status":201}',
    '',
  ])
})
