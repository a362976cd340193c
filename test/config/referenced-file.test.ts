import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { formatFault } from '../../src/config/fault.ts'
import { type Config, readConfigFile } from '../../src/config/file.ts'
import { referencedFileBytesMax } from '../../src/config/referenced-file.ts'
import { reloadConfig } from '../../src/config/reload.ts'
import { createTenantDirectory } from '../../src/config/tenant-directory.ts'
import { tenantText } from './sample.ts'

let folder = ''
let path = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rampway-files-'))
  path = join(folder, 'rampway.yaml')
  await writeFile(
    path,
    tenantText({ meld: `{ api_key: "\${file:secrets/key}", base_url: https://meld.beta.example }` }),
  )
  await mkdir(join(folder, 'secrets'))
})
afterEach(() => rm(folder, { recursive: true }))

const keyFile = (): string => join(folder, 'secrets', 'key')

async function read(): Promise<Config> {
  const result = await readConfigFile(path, {})
  if (result.kind === 'faults') throw new Error(result.faults.map(formatFault).join('\n'))
  expect(result.warnings).toEqual([])
  return result.config
}

const keyOf = (config: Config): string | undefined => config.tenants[0]?.meld.apiKey.reveal()

it('a secret can stand in a file beside the configuration, with the line break that editors add', async () => {
  for (const text of ['W1k:s3cr3t', 'W1k:s3cr3t\n', 'W1k:s3cr3t\r\n']) {
    await writeFile(keyFile(), text)
    expect(keyOf(await read())).toBe('W1k:s3cr3t')
  }
  await rm(keyFile())
  await writeFile(join(folder, 'elsewhere'), 'W1k:linked')
  await symlink(join(folder, 'elsewhere'), keyFile())
  expect(keyOf(await read())).toBe('W1k:linked')
})

it('a file that cannot be used is named, and what it holds is not', async () => {
  const said = async () => read().then(String, (error: Error) => error.message)
  const place = `${path}:3:13 tenants[0].meld.api_key: `
  expect(await said()).toBe(`${place}the file secrets/key does not exist: create it, or correct the path`)
  for (const [text, words] of [
    ['', 'the file secrets/key is empty'],
    ['\n', 'the file secrets/key is empty'],
    [Buffer.from([0xff, 0xfe, 0x41]), 'the file secrets/key is not UTF-8 text'],
    [Buffer.alloc(referencedFileBytesMax + 1, 'x'), 'the file secrets/key is larger than 64 KiB'],
    ['9s3cr3t\n\n', 'ends with a space or line break'],
  ] as const) {
    await writeFile(keyFile(), text)
    expect(await said()).toContain(words)
    expect(await said()).not.toContain('9s3cr3t')
  }
  await rm(keyFile())
  await mkdir(keyFile())
  expect(await said()).toContain('the file secrets/key is a directory')
  await rm(keyFile(), { recursive: true })
  // As a pipe would be, which may hold the reader up for ever.
  const socket = createServer().listen(keyFile())
  await once(socket, 'listening')
  expect(await said()).toContain('the file secrets/key is not a plain file')
  socket.close()
})

it('a reload reads it again: a rotated secret is in force, and the hash tells so', async () => {
  await writeFile(keyFile(), 'W1k:old\n')
  const running = await read()
  const directory = createTenantDirectory(running.tenants, undefined)
  const kinds: string[] = []
  const reload = () =>
    reloadConfig({
      path,
      env: {},
      directory,
      running,
      report: (report) => kinds.push(report.kind === 'applied' ? report.hash : report.kind),
    })
  await writeFile(keyFile(), 'W1k:new\n')
  await reload()
  expect(directory.list()[0]?.meld.apiKey.reveal()).toBe('W1k:new')
  await rm(keyFile())
  await reload()
  expect(directory.list()[0]?.meld.apiKey.reveal()).toBe('W1k:new')
  await writeFile(keyFile(), 'W1k:old')
  await reload()
  expect(kinds).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), 'refused', running.hash])
  expect(kinds[0]).not.toBe(running.hash)
})
