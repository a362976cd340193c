import { expect } from 'vitest'
import { openSession, pageOf, test } from './console.ts'

test('a session shows its amounts, names, routing with reasons, and all that happened', async ({ gateway, visit }) => {
  const session = await openSession(gateway)
  await gateway.checkout({ session_id: session.id, outcome: 'pay' })
  const tab = await visit(pageOf(session))
  await tab.getByRole('heading', { name: '100.00 USD to USDC on Base' }).waitFor()
  const facts = tab.getByRole('region', { name: 'Details' })
  for (const text of [session.support_code, session.id, session.external_session_id, 'org-demo:env-sandbox']) {
    await facts.getByText(text).waitFor()
  }
  await tab
    .getByRole('region', { name: 'Amounts' })
    .getByText(/by [A-Z]/)
    .waitFor()
  await tab.getByRole('region', { name: 'Routing' }).getByText('Chosen').waitFor()
  const timeline = tab.getByTestId('timeline')
  await timeline
    .getByText(/by the app/)
    .first()
    .waitFor()
  // It is read again and again: what happens meanwhile comes without a click.
  await gateway.advance(60)
  await tab.getByTestId('session-status').getByText('Completed').waitFor()
  await tab.getByRole('table', { name: 'Transactions' }).getByText('Completed').waitFor()
  await timeline
    .getByText(/by Meld/)
    .first()
    .waitFor()
})

test('what cannot be done says why, and what can be done is done with a reason', async ({ gateway, visit }) => {
  const session = await openSession(gateway)
  const tab = await visit(pageOf(session))
  const acts = tab.getByRole('region', { name: 'Acts' })
  await acts.getByText(`rampway session cancel ${session.id} --reason …`).waitFor()
  await acts.getByRole('button', { name: 'Cancel session' }).click()
  const dialog = tab.getByRole('dialog', { name: 'Cancel session' })
  const confirm = dialog.getByRole('button', { name: 'Cancel session' })
  await expect.poll(() => confirm.isDisabled()).toBe(true)
  await dialog.getByLabel('Reason').fill("the user's wish")
  await dialog.getByText(`rampway session cancel ${session.id} --reason 'the user'\\''s wish'`).waitFor()
  await confirm.click()
  await tab.getByTestId('session-status').getByText('Cancelled').waitFor()
  // The focus is back where it was, although the act cannot be done again.
  await expect.poll(() => tab.evaluate('document.activeElement.textContent')).toBe('Cancel session')
  await acts.getByText('The session is cancelled already.').waitFor()
  await tab.getByTestId('timeline').getByText("the user's wish").waitFor()
})

test('a note stands in the timeline', async ({ gateway, visit }) => {
  const session = await openSession(gateway)
  const tab = await visit(pageOf(session))
  await tab.getByLabel('Note').fill('told them it is on its way')
  await tab.getByRole('button', { name: 'Add note' }).click()
  await tab.getByTestId('timeline').getByText('told them it is on its way').waitFor()
  await expect.poll(() => tab.getByLabel('Note').inputValue()).toBe('')
})

test('the export is a file for the provider', async ({ gateway, visit }) => {
  const session = await openSession(gateway)
  const tab = await visit(pageOf(session))
  const [download] = await Promise.all([
    tab.waitForEvent('download'),
    tab.getByRole('link', { name: 'Export' }).click(),
  ])
  expect(download.suggestedFilename()).toBe(`${session.id}.json`)
})

test('who may only read sees why the acts are not theirs', async ({ gateway, visit }) => {
  const session = await openSession(gateway)
  const tab = await visit(pageOf(session), { scopes: ['read'] })
  const acts = tab.getByRole('region', { name: 'Acts' })
  await acts.getByText('Your token lacks the scope “act”').first().waitFor()
  for (const name of ['Check now', 'Release link', 'Cancel session']) {
    expect(await acts.getByRole('button', { name }).getAttribute('aria-disabled'), name).toBe('true')
  }
})

test('an id that is nobody’s is said in the gateway’s own words, with a trace id', async ({ visit }) => {
  const tab = await visit('/sessions/ses_00000000000000000000000000000000')
  const alert = tab.getByRole('alert')
  await alert.getByText('404 Session Not Found').waitFor()
  await alert.getByText('Trace').waitFor()
  await alert.getByRole('button', { name: 'Try again' }).waitFor()
})
