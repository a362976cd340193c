import type { BrowserContext, Page as Tab } from 'playwright-core'
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
  refusedTenant,
  serveWithWrongKey,
} from '../support/cases.ts'
import { test } from '../support/fixtures/dev-program.ts'
import { fetchJson } from '../support/gateway.ts'
import { until } from '../support/until.ts'

test.override('context', ({ newContext }) => newContext({ locale: 'en-US' }))

/** The console, where a person signs in with a token as it was printed for them. */
async function signIn(context: BrowserContext, operatorUrl: string, token: string): Promise<Tab> {
  const tab = await context.newPage()
  await tab.goto(`${operatorUrl}/console`)
  await tab.getByLabel('Operator token').fill(token)
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByRole('heading', { name: 'Home' }).waitFor()
  return tab
}

test('paid and got nothing: solved in the console', { timeout: caseMs }, async ({ rampway, context }) => {
  const { id, supportCode } = await payAndLose(rampway)
  const tab = await signIn(context, rampway.operatorUrl, await operatorToken(rampway))
  await tab.keyboard.press('/')
  await tab.keyboard.type(supportCode)
  await tab.keyboard.press('Enter')
  // The focus is on what was found.
  await expect.poll(() => tab.evaluate('document.activeElement.textContent')).toContain('USDC on Base')
  await tab.keyboard.press('Enter')
  await tab.getByTestId('timeline').waitFor()
  expect(tab.url()).toContain(id)
  const acts = tab.getByRole('region', { name: 'Acts' })
  await acts.getByRole('button', { name: 'Check now' }).click()
  await tab.getByTestId('session-status').getByText('Completed').waitFor()
  await tab.getByLabel('Note').fill('Told the user that it has been delivered.')
  await tab.getByRole('button', { name: 'Add note' }).click()
  await tab.getByTestId('timeline').getByText('Told the user that it has been delivered.').waitFor()
})

test('a provider fails in one country: solved in the console', { timeout: caseMs }, async ({ rampway, context }) => {
  await failInGermany(rampway)
  const tab = await signIn(context, rampway.operatorUrl, await operatorToken(rampway))
  await tab.getByRole('link', { name: 'Switches' }).click()
  await tab.getByRole('button', { name: /^Banxa in Germany: on$/i }).click()
  const dialog = tab.getByRole('dialog', { name: 'Turn off' })
  await dialog.getByRole('button', { name: 'Show the effect' }).click()
  await dialog
    .getByRole('status')
    .getByText(/in the last 24 hours/)
    .waitFor()
  await dialog.getByLabel('Reason').fill('widget calls fail, ticket 4712')
  await dialog.getByRole('button', { name: 'Turn off' }).click()
  await tab.getByRole('table', { name: 'Switches' }).getByText('BANXA in Germany').waitFor()
  await until(async () => {
    expect(await excludedInGermany(rampway)).toContainEqual(expect.objectContaining(banxaIsOff))
  })
  const opened = await openAsUser(rampway, german)
  expect(opened.status, opened.text).toBe(201)
  expect(opened.body.session.service_provider).not.toBe('BANXA')
})

test('a tenant says that nothing works: found in the console', { timeout: caseMs }, async ({ context }) => {
  const { served, shell } = await serveWithWrongKey()
  // The page reads it once; the first round of checks may still be under way.
  const headers = { authorization: `Bearer ${shell.env.TOKEN}` }
  await until(async () => {
    const { text } = await fetchJson(`${served.operatorUrl}/operator/v0/tenants`, { headers })
    expect(text).toContain('does not accept the key')
  })
  const tab = await signIn(context, served.operatorUrl, shell.env.TOKEN ?? '')
  await tab.getByRole('link', { name: 'Tenants' }).click()
  await tab.getByText(refusedTenant).first().waitFor()
  await tab
    .getByText(/does not accept the key/)
    .first()
    .waitFor()
})
