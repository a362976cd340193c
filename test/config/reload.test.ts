import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatFault } from '../../src/config/fault.ts'
import { fileBytesMax, readConfigFile } from '../../src/config/file.ts'
import { createReload, type ReloadReport, reloadConfig } from '../../src/config/reload.ts'
import { createTenantDirectory } from '../../src/config/tenant-directory.ts'
import { type TenantId, tenantTag } from '../../src/domain/tenant.ts'
import { configOf, sampleEnv, sampleText, tenantText } from './sample.ts'

let folder = ''
let path = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rampway-config-'))
  path = join(folder, 'rampway.yaml')
})

afterEach(() => rm(folder, { recursive: true }))

const running = configOf(sampleText)
const idOf = (index: number): TenantId => {
  const tenant = running.tenants[index]
  if (tenant === undefined) throw new Error('the sample has two tenants')
  return tenant.id
}

function start() {
  const directory = createTenantDirectory(running.tenants, running.defaultTenant)
  const reports: ReloadReport[] = []
  return {
    directory,
    reports,
    options: { path, env: sampleEnv, directory, running, report: (each: ReloadReport) => reports.push(each) },
  }
}

describe('the tenant directory', () => {
  it('finds tenants by id and by tag, and nothing for a stranger', () => {
    const { directory } = start()
    expect(directory.find(idOf(1))?.id).toBe('org-acme:env-sandbox')
    expect(directory.findByTag(tenantTag(idOf(1)))).toBe(directory.find(idOf(1)))
    expect(directory.findByTag(Buffer.alloc(6))).toBeUndefined()
    expect(directory.fallback()?.id).toBe('org-acme:env-live')
    expect(directory.list()).toHaveLength(2)
  })

  it('changes wholly or not at all', () => {
    const { directory } = start()
    expect(() => directory.replace(running.tenants.slice(1), idOf(0))).toThrow('default tenant')
    expect(() => directory.replace([...running.tenants, ...running.tenants], undefined)).toThrow('same id')
    expect(directory.list()).toHaveLength(2)
    directory.replace(running.tenants.slice(1), undefined)
    expect([directory.find(idOf(0)), directory.findByTag(tenantTag(idOf(0))), directory.fallback()]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('a tenant that is left out', () => {
  const stranger = 'org-none:env-none' as TenantId
  const [served] = running.tenants
  const leftOut = { id: idOf(1), entry: 'tenants[1]', state: 'left_out', faults: [] } as const

  it('is known as such by id and by tag, and is not served', () => {
    const directory = createTenantDirectory(running.tenants.slice(0, 1), undefined, [leftOut])
    expect([directory.isLeftOut(idOf(1)), directory.isLeftOutByTag(tenantTag(idOf(1)))]).toEqual([true, true])
    expect([directory.isLeftOut(idOf(0)), directory.isLeftOut(stranger)]).toEqual([false, false])
    expect(directory.find(idOf(1))).toBeUndefined()
  })

  it('is still the default tenant, even where its entry does not say who it is', () => {
    for (const id of [idOf(1), null]) {
      const directory = createTenantDirectory(running.tenants.slice(0, 1), idOf(1), [{ ...leftOut, id }])
      expect([directory.fallbackId(), directory.fallback(), directory.isLeftOut(idOf(1))]).toEqual([
        idOf(1),
        undefined,
        true,
      ])
    }
  })

  it('is served where another entry stands for it', () => {
    const copy = { ...leftOut, id: idOf(0) }
    const directory = createTenantDirectory(running.tenants.slice(0, 1), undefined, [copy])
    expect([directory.isLeftOut(idOf(0)), directory.find(idOf(0))]).toEqual([false, served])
  })
})

describe('a reload', () => {
  it('exchanges the tenants, and leaves one handed out before as it was', async () => {
    const { directory, reports, options } = start()
    const held = directory.find(idOf(0))
    await writeFile(
      path,
      sampleText
        .replace('widget_url: provider', 'widget_url: rampway')
        .replace('default_tenant: org-acme:env-live', 'default_tenant: org-acme:env-sandbox'),
    )
    await reloadConfig(options)
    expect(reports).toMatchObject([{ kind: 'applied', tenantCount: 2, warnings: [], restartNeeded: [] }])
    expect(reports[0]).not.toHaveProperty('hash', running.hash)
    expect([held?.widgetUrl, directory.find(idOf(0))?.widgetUrl]).toEqual(['provider', 'rampway'])
    expect(directory.fallback()?.id).toBe('org-acme:env-sandbox')
  })

  it('changes nothing when the file is invalid or gone, and reports every fault', async () => {
    const { directory, reports, options } = start()
    await writeFile(path, sampleText.replace('widget_url', 'widget_uri').replaceAll('type: privy', 'type: other'))
    await reloadConfig(options)
    await rm(path)
    await reloadConfig(options)
    expect(reports.map((report) => report.kind === 'refused' && report.faults.length)).toEqual([3, 1])
    expect(directory.find(idOf(0))).toBe(running.tenants[0])
  })

  const oneFaulty = sampleText.replace('widget_url', 'widget_uri').replace('app_id: acme-sandbox', 'app_id: changed')

  it('leaves a tenant as it was whose entry has a fault, and takes up the others', async () => {
    const { directory, reports, options } = start()
    await writeFile(path, oneFaulty)
    const reload = createReload(options)
    await reload()
    await reload()
    expect(reports).toMatchObject(Array(2).fill({ kind: 'applied', tenantCount: 2, faulty: [{ state: 'last_good' }] }))
    expect(directory.find(idOf(0))).toBe(running.tenants[0])
    expect(directory.find(idOf(1))?.issuers[0]).toMatchObject({ appId: 'changed' })
    expect(directory.faulty()).toMatchObject([{ id: idOf(0), entry: 'tenants[0]', state: 'last_good' }])
    expect(directory.isLeftOut(idOf(0))).toBe(false)
  })

  it('that is strict is refused whole for the fault of one tenant', async () => {
    const { directory, reports, options } = start()
    await writeFile(path, oneFaulty)
    await reloadConfig({ ...options, strict: true })
    expect(reports).toMatchObject([{ kind: 'refused', faults: [{ path: 'tenants[0].widget_uri' }] }])
    expect(directory.find(idOf(1))).toBe(running.tenants[1])
  })

  it('refuses a pipe, which nobody may ever write to, and takes a plain file after it', async () => {
    const { reports, options } = start()
    execFileSync('/bin/sh', ['-c', 'mkfifo "$1"', 'sh', path])
    const reload = createReload(options)
    await reload()
    await rm(path)
    await writeFile(path, sampleText)
    await reload()
    const told = reports.map((report) => (report.kind === 'refused' ? report.faults.map(formatFault) : report.kind))
    expect(told).toEqual([
      [`${path}: is not a plain file, and cannot be read a second time: restart to have it read`],
      'applied',
    ])
  })

  it('names the settings that wait for a restart, and applies the rest', async () => {
    const { directory, reports, options } = start()
    await writeFile(path, `listen: { port: 9000 }\n${tenantText()}`)
    await reloadConfig(options)
    expect(reports).toMatchObject([
      {
        restartNeeded: [
          'public_url',
          'listen.host',
          'listen.port',
          'trusted_proxies',
          'database.url',
          'retention.sessions_days',
          'retention.webhooks_days',
          'retention.events_days',
        ],
      },
    ])
    expect(directory.list().map((tenant) => tenant.id)).toEqual(['org-beta:env-one'])
  })

  it('runs one at a time, and signals that arrive together lead to one', async () => {
    const { directory, reports, options } = start()
    await writeFile(path, sampleText)
    const reload = createReload(options)
    await Promise.all([reload(), reload(), reload()])
    expect(reports).toHaveLength(1)
    const first = reload()
    await writeFile(path, tenantText())
    await Promise.all([first, reload(), reload()])
    expect(reports.length).toBeLessThanOrEqual(3)
    expect(directory.list().map((tenant) => tenant.id)).toEqual(['org-beta:env-one'])
  })
})

describe('a file that cannot be read', () => {
  const told = async (file: string) => {
    const result = await readConfigFile(file, {})
    return result.kind === 'faults' ? result.faults.map(formatFault).join('\n') : ''
  }

  it('is explained: missing, a directory, too large, or not text', async () => {
    expect(await told(path)).toBe(
      `${path}: there is no such file: check the path given with --config, or copy rampway.example.yaml there`,
    )
    await mkdir(join(folder, 'sub'))
    expect(await told(join(folder, 'sub'))).toContain('is a directory')
    await writeFile(path, Buffer.alloc(fileBytesMax + 1, '#'))
    expect(await told(path)).toContain('is larger than 4 MiB')
    await writeFile(path, Buffer.from([0xff, 0xfe, 0x41]))
    expect(await told(path)).toContain('is not UTF-8 text')
    expect(await told(join(path, 'below'))).toContain('there is no such file')
    expect(await told('a\0b')).toContain('cannot be read')
  })
})
