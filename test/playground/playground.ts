import type { BrowserContextOptions, Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { test as base } from '../support/fixtures/browsed-gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

/** A browser's window with the playground, and what the browser had to say about it. */
export interface Playground {
  readonly tab: Tab
  /** What the page's policy kept from happening, and every request that left gateway and simulator. */
  readonly offences: readonly string[]
}

/** Opens the playground; `query` is its state. */
type Visit = (query?: string, options?: BrowserContextOptions) => Promise<Playground>

/** Tests of the playground on a gateway with all of `rampway dev`. In each, nothing may offend its policy or go elsewhere. */
export const test = base.extend('visit', ({ gateway, newContext }, { onCleanup }): Visit => {
  const visits: Playground[] = []
  onCleanup(() => expect(visits.flatMap(({ offences }) => offences)).toEqual([]))
  return async (query = '', options = {}) => {
    const context = await newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 }, ...options })
    const offences: string[] = []
    context.on('request', (request) => {
      if (!isOwn(request.url(), gateway)) offences.push(`request to ${request.url()}`)
    })
    context.on('weberror', (error) => offences.push(error.error().message))
    context.on('console', (message) => {
      if (/content.security.policy|trusted/i.test(message.text())) offences.push(message.text())
    })
    const tab = await context.newPage()
    await tab.goto(`${gateway.url}/${query}`)
    const visited = { tab, offences }
    visits.push(visited)
    return visited
  }
})

test.override('gatewayOptions', { worker: true, playground: true })

function isOwn(url: string, { url: gateway, simulator }: TestGateway): boolean {
  return [gateway, simulator.url].some((own) => url.startsWith(`${own}/`)) || url.startsWith('about:')
}

/** Opens a session for what is chosen, and waits until it is followed. */
export async function openSession(tab: Tab): Promise<string> {
  await tab.getByTestId('quote').first().waitFor()
  await tab.getByTestId('open-session').click()
  await tab.getByTestId('session-status').waitFor()
  return new URL(tab.url()).searchParams.get('session') ?? ''
}

/** Opens the widget in the frame, and pays there as the buyer. */
export async function payInFrame(tab: Tab): Promise<void> {
  await tab.getByTestId('open-widget').click()
  await tab.getByTestId('stage').locator('iframe').contentFrame().getByTestId('pay').first().click()
}

/**
 * Waits until the timeline tells of the payment. Meld's webhook may be faster than the buyer, and then the way back is not
 * on the timeline: the session has gone on already.
 */
export async function untilPaid(tab: Tab): Promise<void> {
  await tab
    .getByTestId('timeline')
    .getByText(/^Transaction /)
    .first()
    .waitFor()
}
