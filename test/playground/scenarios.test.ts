import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import type { TestGateway } from '../support/gateway.ts'
import { openSession, payInFrame, test } from './playground.ts'

/** Starts a scenario from the menu, and waits until the simulator plays it. */
async function start(tab: Tab, name: string): Promise<void> {
  await tab.getByRole('button', { name: 'Scenarios' }).click()
  await tab.getByRole('dialog').getByRole('button', { name }).click()
  await banner(tab).getByText('On', { exact: true }).waitFor()
}

const banner = (tab: Tab) => tab.getByRole('region', { name: 'Scenario' })

const move = (tab: Tab, label: string) => banner(tab).getByRole('button', { name: label })

const timeline = (tab: Tab) => tab.getByTestId('timeline')

/** Longer than any wait of the gateway's for one provider. */
const failOverMs = 15_000

async function reaches(tab: Tab, status: string): Promise<void> {
  await tab.getByTestId('session-status').getByText(status, { exact: true }).waitFor()
}

/** The provider settles in two steps, and the gateway is to know of the first before the second. */
async function settle(gateway: TestGateway, tab: Tab): Promise<void> {
  await gateway.advance(5)
  await timeline(tab).getByText('Transaction processing').waitFor()
  await gateway.advance(10)
}

test('late webhook: the session stays under way until the webhook comes', async ({ gateway, visit }) => {
  const { tab } = await visit()
  await start(tab, 'Late webhook')
  await openSession(tab)
  await move(tab, 'Pay as the buyer').click()
  await reaches(tab, 'Under way')
  await settle(gateway, tab)
  await tab.getByRole('tab', { name: 'Webhooks' }).click()
  await tab.getByText('Held back').waitFor()
  await reaches(tab, 'Under way')
  await move(tab, 'Let a minute pass').click()
  await reaches(tab, 'Completed')
})

test('lost webhook: the gateway finds out by itself', async ({ gateway, visit }) => {
  const { tab } = await visit()
  await start(tab, 'Lost webhook')
  await openSession(tab)
  await move(tab, 'Pay as the buyer').click()
  await reaches(tab, 'Under way')
  await settle(gateway, tab)
  await tab.getByRole('tab', { name: 'Webhooks' }).click()
  await tab.getByText('Lost', { exact: true }).waitFor()
  await move(tab, 'Let 10 minutes pass').click()
  await reaches(tab, 'Completed')
})

test('declined: the session fails, and its link stays open', async ({ visit }) => {
  const { tab } = await visit()
  await start(tab, 'Declined payment')
  await openSession(tab)
  await move(tab, 'Decline as the bank').click()
  await reaches(tab, 'Failed')
  await timeline(tab).getByText('Transaction failed').waitFor()
})

test('refund after completion: completed becomes failed', async ({ visit }) => {
  const { tab } = await visit()
  await start(tab, 'Refund after completion')
  await openSession(tab)
  expect(await move(tab, 'Refund as the provider').isDisabled()).toBe(true)
  await move(tab, 'Pay as the buyer').click()
  await move(tab, 'Let 30 seconds pass').click()
  await reaches(tab, 'Completed')
  await move(tab, 'Refund as the provider').click()
  await reaches(tab, 'Failed')
})

test('provider down: the next best one opens, and a pinned one is refused', async ({ gateway, visit }) => {
  // Whoever failed a moment ago is passed over at once.
  await gateway.advance(60)
  const { tab } = await visit()
  await start(tab, 'Provider down')
  const best = await tab.getByTestId('quote').first().locator('.quote-name').innerText()
  await openSession(tab)
  await timeline(tab)
    .getByText(`${best.split('\n')[0]} failed`)
    .waitFor()
  await tab.getByTestId('quote').first().click()
  await tab.getByTestId('open-session').click()
  await tab
    .getByRole('alert')
    .getByText(/^(400|502) /)
    .waitFor()
})

test('slow provider: another one opens as soon as its time is up', async ({ gateway, visit }) => {
  // Whoever failed a moment ago is passed over at once.
  await gateway.advance(60)
  const { tab } = await visit()
  await start(tab, 'Slow provider')
  await tab.getByTestId('open-session').click()
  await timeline(tab).getByText('did not answer in time').waitFor({ timeout: failOverMs })
})

test('silent Bitcoin: the page says that another asset is delivered', async ({ visit }) => {
  const { tab } = await visit()
  await start(tab, 'Silent Bitcoin')
  await openSession(tab)
  await payInFrame(tab)
  await move(tab, 'Let 30 seconds pass').click()
  await tab.getByText('This trade delivers BTC, not USDC.').waitFor()
})

test('half-hour-old link: it leads to a fresh widget', async ({ visit }) => {
  const { tab } = await visit()
  await start(tab, 'Half-hour-old link')
  await openSession(tab)
  await move(tab, 'Let 31 minutes pass').click()
  await tab.getByTestId('open-widget').click()
  await timeline(tab).getByText('Fresh widget behind the same link').waitFor()
  await tab.getByTestId('stage').locator('iframe').contentFrame().getByTestId('pay').first().waitFor()
})

test('what a scenario planted is gone when it ends, and nothing else is', async ({ gateway, visit }) => {
  const kinds = async () =>
    (await gateway.control('/_sim/faults')).body.faults.map(({ kind }: { kind: string }) => kind)
  await gateway.fault({ kind: 'duplicate', label: 'somebody else' })
  const { tab } = await visit('?scenario=lost-webhook')
  await banner(tab).getByText('On', { exact: true }).waitFor()
  expect(await kinds()).toEqual(['duplicate', 'drop'])
  await tab.reload()
  await banner(tab).getByText('On', { exact: true }).waitFor()
  expect(await kinds()).toEqual(['duplicate', 'drop'])
  await banner(tab).getByRole('button', { name: 'End scenario' }).click()
  await expect.poll(kinds).toEqual(['duplicate'])
  expect(new URL(tab.url()).search).toBe('')
})
