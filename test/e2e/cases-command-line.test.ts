import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import {
  banxaIsOff,
  caseMs,
  excludedInGermany,
  failInGermany,
  german,
  openAsUser,
  operatorToken,
  payAndLose,
  readCase,
  refusedTenant,
  runLine,
  serveWithWrongKey,
} from '../support/cases.ts'
import { type DevProgram, type Shell, test } from '../support/fixtures/dev-program.ts'
import { until } from '../support/until.ts'

/** Runs each line in turn, each of which must succeed; gives what they printed. */
async function replay(
  lines: readonly string[],
  shell: Shell,
  replaced: (printed: readonly string[]) => Readonly<Record<string, string>>,
): Promise<string[]> {
  const printed: string[] = []
  for (const line of lines) {
    const { code, output, errors } = await runLine(line, shell, replaced(printed))
    expect(code, `${line}\n${output}${errors}`).toBe(0)
    printed.push(output)
  }
  return printed
}

async function withToken(rampway: DevProgram): Promise<Shell> {
  const { shell, operatorUrl } = rampway
  return { ...shell, env: { ...shell.env, OPERATOR: operatorUrl, TOKEN: await operatorToken(rampway) } }
}

const paid = 'Paid and got nothing'
const fails = 'A provider fails in one country'
const nothing = 'A tenant says that nothing works'

test('paid and got nothing: solved by the commands of the document', { timeout: caseMs }, async ({ rampway }) => {
  const { id, supportCode } = await payAndLose(rampway)
  const { commands } = await readCase(paid)
  const replaced = { 'K7Q2-M0AB': supportCode, SESSION: id }
  const [found, shown, checked] = await replay(commands, rampway.shell, () => replaced)
  expect(found).toContain(id)
  expect(shown).toContain('Widget opened')
  expect(checked).toMatch(/completed/)
  const bundle = await readFile(join(rampway.shell.cwd, 'bundle.json'), 'utf8')
  expect(JSON.stringify(JSON.parse(bundle))).toContain(id)
})

test('paid and got nothing: solved by the calls of the document', { timeout: caseMs }, async ({ rampway }) => {
  const { id, supportCode } = await payAndLose(rampway)
  const { calls } = await readCase(paid)
  const replaced = { 'K7Q2-M0AB': supportCode, SESSION: id }
  const [found = '', , checked = ''] = await replay(calls, await withToken(rampway), () => replaced)
  expect(JSON.parse(found).sessions).toMatchObject([{ id, support_code: supportCode }])
  expect(JSON.parse(checked).session.status).toBe('completed')
})

test('a provider fails in one country: solved by the commands of the document', { timeout: caseMs }, async ({
  rampway,
}) => {
  await failInGermany(rampway)
  const { commands } = await readCase(fails)
  const last = commands.length - 1
  const [stats, dryRun, disabled, listed] = await replay(commands.slice(0, last), rampway.shell, () => ({}))
  expect(stats).toContain('BANXA')
  expect(dryRun).toContain('nothing is switched')
  for (const output of [disabled, listed]) expect(output).toMatch(/BANXA.*DE/s)
  await until(async () => {
    expect(await excludedInGermany(rampway)).toContainEqual(expect.objectContaining(banxaIsOff))
  })
  const opened = await openAsUser(rampway, german)
  expect(opened.status, opened.text).toBe(201)
  expect(opened.body.session.service_provider).not.toBe('BANXA')
  await replay(commands.slice(last), rampway.shell, () => ({}))
  await until(async () => {
    expect(await excludedInGermany(rampway)).not.toContainEqual(expect.objectContaining(banxaIsOff))
  })
})

test('a provider fails in one country: solved by the calls of the document', { timeout: caseMs }, async ({
  rampway,
}) => {
  await failInGermany(rampway)
  const { calls } = await readCase(fails)
  const made = ([, , answer]: readonly string[]): Record<string, string> =>
    answer === undefined ? {} : { SWITCH: JSON.parse(answer).switch.id }
  const [, dryRun = '', created = '', listed = '', ended = ''] = await replay(calls, await withToken(rampway), made)
  expect(JSON.parse(dryRun)).toMatchObject({ switch: null, effect: expect.objectContaining({}) })
  const { id } = JSON.parse(created).switch
  expect(JSON.parse(listed).switches).toContainEqual(expect.objectContaining({ id, provider: 'BANXA', country: 'DE' }))
  expect(JSON.parse(ended).switch).toMatchObject({ id, ended_at: expect.any(Number) })
})

test('a tenant says that nothing works: found by the commands and the calls of the document', {
  timeout: caseMs,
}, async () => {
  const { shell, config } = await serveWithWrongKey()
  const { commands, calls } = await readCase(nothing)
  const [listed, examined] = await Promise.all(commands.map((line) => runLine(line, shell, { 'rampway.yaml': config })))
  expect(listed?.output).toContain(refusedTenant)
  expect(examined?.code, examined?.output).toBe(2)
  expect(examined?.output).toMatch(new RegExp(`${refusedTenant}.*does not accept the key`, 's'))
  await until(async () => {
    const answers = await Promise.all(calls.map((line) => runLine(line, shell)))
    const [tenants, health] = answers.map(({ output }) => JSON.parse(output))
    const finding = expect.objectContaining({ id: 'meld_account', severity: 'error', tenant: refusedTenant })
    expect(health.findings).toContainEqual(finding)
    const refused = tenants.tenants.find(({ tenant }: { tenant: string }) => tenant === refusedTenant)
    expect(refused.findings).toContainEqual(finding)
  })
})
