import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Config, parseConfig } from '../../src/config/file.ts'
import { sampleEnv } from './sample.ts'

interface Entry {
  readonly id?: string
  readonly app?: string
  readonly more?: string
  readonly key?: string
}

function entry({ id, app = id?.replace(':', '-') ?? 'app', more = '', key = `\${LIVE_KEY}` }: Entry): string {
  return `  - ${id === undefined ? '' : `id: ${id}\n    `}meld: { api_key: "${key}", base_url: https://meld.example }
    issuers: [{ type: privy, app_id: ${app} }]
${more}`
}

const fileOf = (entries: readonly Entry[], settings = '') => `${settings}\ntenants:\n${entries.map(entry).join('')}`

function read(text: string, inForce?: Config) {
  const result = parseConfig(text, sampleEnv, 'rampway.yaml', inForce)
  if (result.kind === 'config') return { faults: [], config: result.config }
  return { faults: result.faults.map(({ path }) => path), config: result.usable?.config }
}

/** What is usable of a faulty file. */
function usableOf(text: string, inForce?: Config): Config {
  const { config } = read(text, inForce)
  if (config === undefined) throw new Error('nothing of it is usable')
  return config
}

const idsOf = (config: Config) => config.tenants.map(({ id }) => id)
const statesOf = (config: Config) => config.faulty.map(({ id, entry, state }) => [id, entry, state])

const good = { id: 'org-a:env-one' }
const second = { id: 'org-b:env-one' }

describe('a file with a faulty tenant', () => {
  it.each<[string, Entry, string, string | null]>([
    ['a key of its entry is unknown', { id: 'org-c:env-one', more: '    colour: red\n' }, 'colour', 'org-c:env-one'],
    [
      'a reference cannot be read',
      { id: 'org-c:env-one', key: `\${file:/no/such/file}` },
      'meld.api_key',
      'org-c:env-one',
    ],
    ['an id is written twice', { ...good, app: 'other' }, 'id', 'org-a:env-one'],
    ['an id has the wrong form', { id: 'nowhere' }, 'id', null],
    ['an id is missing', {}, 'id', null],
    [
      'an issuer belongs to another organisation',
      { id: 'org-c:env-one', app: 'org-a-env-one' },
      'issuers[0].app_id',
      'org-c:env-one',
    ],
  ])('is usable without it, where %s', (_, faulty, path, id) => {
    const { faults, config } = read(fileOf([good, faulty, second]))
    expect(faults).toEqual([`tenants[1].${path}`])
    if (config === undefined) throw new Error('nothing of it is usable')
    expect(idsOf(config)).toEqual(['org-a:env-one', 'org-b:env-one'])
    expect(statesOf(config)).toEqual([[id, 'tenants[1]', 'left_out']])
    expect(config.faulty[0]?.faults).toEqual([expect.stringContaining(`tenants[1].${path}: `)])
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain('9s3cr3t')
  })

  it('is usable when it is the default tenant, which nobody stands in for', () => {
    const faulty = { id: 'org-c:env-one', more: '    colour: red\n' }
    const config = usableOf(fileOf([good, faulty], 'default_tenant: org-c:env-one'))
    expect([idsOf(config), config.defaultTenant]).toEqual([['org-a:env-one'], 'org-c:env-one'])
  })

  it.each([
    ['a setting of the process has a fault too', fileOf([good, { id: 'nowhere' }], 'listen: { port: many }')],
    [
      'the default tenant is none of the file',
      fileOf([good, { ...second, more: '    x: 1\n' }], 'default_tenant: o:e'),
    ],
    ['no other tenant is left', fileOf([{ id: 'nowhere' }])],
  ])('cannot be used when %s', (_, text) => {
    const { faults, config } = read(text)
    expect(faults).not.toEqual([])
    expect(config).toBeUndefined()
  })

  it('leaves out every faulty tenant, however many faults they have together', () => {
    const faulty = Array.from({ length: 3 }, (_, n) => ({
      id: `org-${n}:env-one`,
      more: Array.from({ length: 600 }, (_, key) => `    colour-${key}: red\n`).join(''),
    }))
    expect(idsOf(usableOf(fileOf([...faulty, good])))).toEqual(['org-a:env-one'])
  })
})

describe('tenants in force', () => {
  const inForce = usableOf(fileOf([good, second]))

  it('stay the very ones they were when their entries come to have faults, with their places in the order', () => {
    const config = usableOf(fileOf([{ ...good, more: '    colour: red\n' }, second, { id: 'org-c:env-one' }]), inForce)
    expect(idsOf(config)).toEqual(['org-a:env-one', 'org-b:env-one', 'org-c:env-one'])
    expect(config.tenants[0]).toBe(inForce.tenants[0])
    expect(statesOf(config)).toEqual([['org-a:env-one', 'tenants[0]', 'last_good']])
  })

  it('stay through one faulty file after the other, and take up the next good one', () => {
    const faulty = fileOf([{ ...good, more: '    colour: red\n' }, second])
    const twice = usableOf(faulty, usableOf(faulty, inForce))
    expect(twice.tenants[0]).toBe(inForce.tenants[0])
    const mended = read(fileOf([{ ...good, app: 'changed' }, second]), twice)
    expect(mended.faults).toEqual([])
    expect(mended.config?.tenants[0]?.issuers[0]).toMatchObject({ appId: 'changed' })
  })

  it('go before a newcomer that does not fit beside them, wherever that stands in the file', () => {
    const newcomer = { id: 'org-c:env-one', app: 'org-b-env-one' }
    const text = fileOf([newcomer, good, { ...second, more: '    colour: red\n' }])
    const config = usableOf(text, inForce)
    expect(idsOf(config)).toEqual(['org-a:env-one', 'org-b:env-one'])
    expect(statesOf(config)).toEqual([
      ['org-c:env-one', 'tenants[0]', 'left_out'],
      ['org-b:env-one', 'tenants[2]', 'last_good'],
    ])
  })

  it('yield to an entry with their id that has no fault', () => {
    const config = usableOf(fileOf([{ ...good, app: 'changed' }, second, { ...good, app: 'copied' }]), inForce)
    expect(config.tenants[0]?.issuers[0]).toMatchObject({ appId: 'changed' })
    expect(statesOf(config)).toEqual([['org-a:env-one', 'tenants[2]', 'left_out']])
  })

  it('are not all that is left: a file without any entry to use is refused', () => {
    expect(read(fileOf([{ ...good, more: '    colour: red\n' }]), inForce).config).toBeUndefined()
  })

  it('count for the hash as they are served', () => {
    const faulty = fileOf([{ ...good, more: '    colour: red\n' }, second])
    expect(usableOf(faulty, inForce).hash).toBe(inForce.hash)
    expect(usableOf(faulty).hash).not.toBe(inForce.hash)
  })
})
