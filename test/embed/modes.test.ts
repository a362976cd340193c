import type { Frame, Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { test as base } from '../support/fixtures/browsed-gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { newsOf, type Partner, startPartner } from './partner.ts'

const test = base.extend('partner', { scope: 'file' }, async ({ gateway }, { onCleanup }) => {
  const partner = await startPartner(gateway)
  onCleanup(() => partner.close())
  return partner
})

test.override('gatewayOptions', { worker: true })

async function offer(gateway: TestGateway, partner: Partner, body: Record<string, unknown> = {}) {
  const { body: answer } = await gateway.openSession(sessionBody(body))
  partner.offer(answer.session, await gateway.mintToken())
  return answer.session
}

async function visit(tab: Tab, { origin }: Partner, options: Record<string, unknown> = {}): Promise<void> {
  await tab.goto(origin)
  await expect.poll(() => tab.evaluate('window.ready')).toBe(true)
  await tab.evaluate(`Object.assign(window.options, ${JSON.stringify(options)})`)
}

function providerFrame(tab: Tab, gateway: TestGateway): Promise<Frame> {
  return until(async () => {
    const frame = tab.frames().find((one) => one.url().startsWith(`${gateway.simulator.url}/checkout`))
    if (frame === undefined) throw new Error('no frame shows the provider')
    return frame
  })
}

const outcomeOf = async (tab: Tab) => {
  await expect.poll(() => tab.evaluate('window.outcome')).toBeTruthy()
  return tab.evaluate('window.outcome')
}

test('a buy in a frame, over the page, to its end', async ({ gateway, partner, context }) => {
  const session = await offer(gateway, partner)
  const tab = await context.newPage()
  await visit(tab, partner)
  await tab.click('#open')
  const frame = await providerFrame(tab, gateway)
  await frame.getByTestId('pay').click()
  await expect.poll(() => newsOf(tab)).toContain('is transacting')
  await gateway.advance(600)
  expect(await outcomeOf(tab)).toMatchObject({ sessionId: session.id, status: 'completed', reason: 'returned' })
  expect(await newsOf(tab)).toEqual(['opening', 'opened', 'returned', 'is transacting', 'is completed', 'closed'])
  expect(await tab.evaluate('window.violations')).toEqual([])
})

test('a buy in a popup', async ({ gateway, partner, context }) => {
  await offer(gateway, partner)
  const tab = await context.newPage()
  await visit(tab, partner, { mode: 'popup' })
  const opening = tab.waitForEvent('popup')
  await tab.click('#open')
  const popup = await opening
  await popup.getByTestId('pay').click()
  await expect.poll(() => newsOf(tab)).toContain('is transacting')
  await gateway.advance(600)
  expect(await outcomeOf(tab)).toMatchObject({ status: 'completed', reason: 'returned' })
  expect(await newsOf(tab)).toEqual(['opening', 'opened', 'returned', 'is transacting', 'is completed', 'closed'])
  expect(popup.isClosed()).toBe(true)
})
