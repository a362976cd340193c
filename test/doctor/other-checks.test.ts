import { describe, expect, test } from 'vitest'
import { examine, limits } from '../../src/doctor/examine.ts'
import { judgeHeap, judgeMemory, judgeNode, judgeOpenFiles } from '../../src/doctor/machine-checks.ts'
import { allChecks } from '../../src/doctor/registry.ts'
import { checks as names } from '../../src/domain/finding.ts'
import { checkLike, saidOf, servedAlone, strangerWith, tenantWith } from './patients.ts'

describe('an examination', () => {
  test('has a finding of every check, each with its words and a place to read on', async () => {
    const found = await examine(strangerWith(), allChecks)
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(Object.keys(names)))
    for (const finding of found) {
      for (const text of [finding.found, finding.expected, finding.why, finding.title]) expect(text).toMatch(/\S/)
      expect(finding.docs).toBe(`docs/doctor.md#${finding.id}`)
      if (finding.severity === 'error' || finding.severity === 'warning') expect(finding.fix).toMatch(/\S/)
    }
  })

  test('ends a check that hangs when its time is over, and the others at once', async () => {
    const hangs = checkLike(() => new Promise(() => {}), 'clock')
    const quick = checkLike(async () => [{ severity: 'ok', found: 'well' }])
    expect(limits).toEqual({ checkMs: 5_000, totalMs: 30_000 })
    const [first, second] = await examine(strangerWith(), [hangs, quick], { checkMs: 500, totalMs: 1_000 })
    expect([first?.severity, first?.found]).toEqual(['error', 'no answer within 0.5 s'])
    expect(second).toMatchObject({ severity: 'ok', found: 'well' })
    expect(second?.tookMs).toBeLessThan(first?.tookMs ?? 0)
  })

  test('makes a finding of a check that fails, without the words of its error', async () => {
    const fails = checkLike(async () => {
      throw Object.assign(new TypeError('the key is s3cr3t'), { code: 'EODD' })
    })
    const [found] = await examine(strangerWith(), [fails])
    expect([found?.severity, found?.found]).toEqual(['error', 'the check failed: TypeError (EODD)'])
  })

  test('of more hanging tenants than there is time for says which it did not come to', async () => {
    const tenants = servedAlone(...Array.from({ length: 200 }, () => tenantWith()))
    const hangs = checkLike(() => new Promise(() => {}), 'meld_account', 'tenants')
    const found = await examine(strangerWith({ tenants }), [hangs], { checkMs: 300, totalMs: 1_000 })
    expect(found).toHaveLength(200)
    expect(found.filter(({ severity }) => severity === 'skipped').length).toBeGreaterThan(50)
    expect(found.every(({ tenant }) => tenant === 'org-sick:env-sandbox')).toBe(true)
  })
})

describe('this machine', () => {
  test('a Node.js that is too old is an error, one of an odd line a reason to worry', () => {
    expect(judgeNode('18.20.0').severity).toBe('error')
    expect(judgeNode('20.18.9').severity).toBe('error')
    expect(judgeNode('23.1.0').severity).toBe('warning')
    expect(judgeNode('24.0.0').severity).toBe('ok')
  })

  test('open files are judged by the limit of the process', () => {
    const limits = (soft: string) =>
      `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${soft}    524288   files\n`
    expect(judgeOpenFiles(limits('1024'))).toMatchObject({ severity: 'warning', found: '1024 at most' })
    expect(judgeOpenFiles(limits('20000')).severity).toBe('info')
    expect(judgeOpenFiles(limits('65536')).severity).toBe('ok')
    expect(judgeOpenFiles(limits('unlimited')).severity).toBe('ok')
    expect(judgeOpenFiles('').severity).toBe('skipped')
  })

  test('memory and heap are judged together', () => {
    const mebibyte = 1024 ** 2
    expect(judgeMemory(256 * mebibyte).severity).toBe('warning')
    expect(judgeMemory(1024 * mebibyte).severity).toBe('ok')
    const heap = { limit: 400 * mebibyte, used: 100 * mebibyte, memory: 512 * mebibyte }
    expect(judgeHeap(heap).severity).toBe('ok')
    expect(judgeHeap({ ...heap, used: 390 * mebibyte }).severity).toBe('warning')
    expect(judgeHeap({ ...heap, limit: 4096 * mebibyte })).toMatchObject({
      severity: 'warning',
      fix: expect.stringContaining('--max-old-space-size=384'),
    })
  })
})

test('proxies that trust everybody, and nobody trusted behind TLS, are told from the settings alone', async () => {
  const settings = (trustedProxies: readonly string[]) => ({
    operatorListen: { host: '127.0.0.1', port: 1 },
    trustedProxies,
    preparedStatements: false,
  })
  const publicUrl = 'https://127.0.0.1.invalid'
  expect(await saidOf('proxies', { publicUrl, settings: settings(['0.0.0.0/0']) })).toEqual([
    ['error', expect.stringContaining('trusts everybody')],
  ])
  expect(await saidOf('proxies', { publicUrl, settings: settings([]) })).toEqual([
    ['warning', expect.stringContaining('something in front ends TLS')],
  ])
  expect(await saidOf('proxies', { publicUrl, settings: settings(['10.0.0.0/8']) })).toEqual([
    ['ok', expect.stringContaining('trusted: 10.0.0.0/8')],
  ])
})
