import type { BrowserContext, Frame, Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { test as base } from '../support/fixtures/browsed-gateway.ts'
import { closing } from '../support/fixtures/closing.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { type Partner, startPartner } from './partner.ts'

/** A page of a partner that offers one session. */
export interface Shop {
  readonly tab: Tab
  // biome-ignore lint/suspicious/noExplicitAny: as the gateway answered
  readonly session: any
  /** Presses its button, which opens the ramp. */
  readonly buy: () => Promise<void>
  /** The events that the pages of this tab were told. */
  readonly events: () => Promise<Told[]>
  /** Their types; of a status, the status, but for those that come when a poll happens to see them. */
  readonly news: () => Promise<string[]>
  /** The statuses that were told. */
  readonly statuses: () => Promise<string[]>
  /** What the promise `done` gave, once it has. */
  readonly outcome: () => Promise<Told>
  /** The frame that shows the provider. */
  readonly provider: () => Promise<Frame>
}

/** How a shop differs from one that opens its session in whatever way is best. */
export interface ShopOptions {
  /** Of `openRamp`. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Changes the session as the page sees it. */
  readonly change?: Readonly<Record<string, unknown>>
  /** Of the request. */
  readonly body?: Readonly<Record<string, unknown>>
  readonly policy?: string
  /** A script that opens the ramp instead of the usual one, with what is in `window.given`. */
  readonly script?: string
  /** Opens the ramp without a click. */
  readonly atOnce?: boolean
  /** Nothing but what the ramp does by itself has the session asked for. */
  readonly leftAlone?: boolean
}

/** Opens shops with sessions of their own. */
export type OpenShop = (options?: ShopOptions) => Promise<Shop>

// biome-ignore lint/suspicious/noExplicitAny: tests look into events of many kinds
type Told = any

/** Tests of the embed package, in a partner's page that meets a whole gateway. */
export const test = base
  .extend('partner', { scope: 'file' }, closing(startPartner))
  .extend('openShop', ({ gateway, partner, context }): OpenShop => {
    return (options = {}) => openShop(gateway, partner, context, options)
  })

test.override('gatewayOptions', { worker: true })

/** A provider that says itself that it may be framed. */
const framed = 'TRANSAK'

/** Longer than the provider takes for any step of a trade. */
export const tradeSeconds = 600

async function openShop(
  gateway: TestGateway,
  partner: Partner,
  context: BrowserContext,
  { options = {}, change = {}, body = {}, policy, atOnce = false, leftAlone = false, script = usual }: ShopOptions,
): Promise<Shop> {
  const return_url = `${partner.origin}/back`
  const answer = await gateway.openSession(sessionBody({ return_url, service_provider: framed, ...body }))
  const { session } = answer.body
  const facts = {
    gatewayUrl: gateway.url,
    token: await gateway.mintToken(),
    session: { ...session, ...change },
    options,
    atOnce,
  }
  partner.serve({ script: given(facts) + script, ...(policy === undefined ? {} : { policy }) })
  const tab = await context.newPage()
  await tab.goto(partner.origin)
  await expect.poll(() => tab.evaluate('window.isReady')).toBe(true)
  const events = () => tab.evaluate<Told[]>('window.events()')
  /** Has the session asked for at once, as coming back to the page does: the pauses between become long. */
  const lookAgain = async () => {
    if (!leftAlone) await tab.evaluate("window.dispatchEvent(new Event('focus'))")
  }
  return {
    tab,
    session,
    buy: () => tab.click('#open'),
    events,
    news: async () =>
      (await events()).flatMap(({ type, status }) => {
        if (type !== 'status') return [type]
        return passing.includes(status) ? [] : [`is ${status}`]
      }),
    statuses: async () => {
      await lookAgain()
      return (await events()).flatMap(({ type, status }) => (type === 'status' ? [status] : []))
    },
    outcome: async () => {
      await expect
        .poll(async () => {
          await lookAgain()
          return tab.evaluate('window.outcome')
        })
        .toBeTruthy()
      return tab.evaluate('window.outcome')
    },
    provider: () =>
      until(async () => {
        const frame = tab.frames().find((one) => isCheckout(gateway, one.url()))
        if (frame === undefined) throw new Error('no frame shows the provider')
        return frame
      }),
  }
}

const passing = ['ready', 'opened', 'returned', 'transacting']

function isCheckout(gateway: TestGateway, url: string): boolean {
  return url.startsWith(`${gateway.simulator.url}/checkout`)
}

interface ShopFacts {
  readonly gatewayUrl: string
  readonly token: string
  readonly session: unknown
  readonly options: unknown
  readonly atOnce: boolean
}

/** What scripts open, and what they tell, which outlives a page, since a redirect leaves it. */
const given = (facts: ShopFacts) => `{
const { gatewayUrl, token, session, options, atOnce } = ${JSON.stringify(facts)}
const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': token }
window.polls = 0
const poll = async (id) => {
  window.polls += 1
  return (await fetch(gatewayUrl + '/v0/ramp/sessions/' + id, { headers })).json()
}
window.events = () => JSON.parse(sessionStorage.getItem('events') ?? '[]')
const onEvent = (event) => sessionStorage.setItem('events', JSON.stringify([...window.events(), event]))
window.heard = []
addEventListener('message', ({ data }) => window.heard.push(data))
window.violations = []
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.effectiveDirective))
// The browser of the tests opens a window for anybody; those of people, on a click alone.
const reallyOpen = window.open
window.open = (...args) => navigator.userActivation.isActive ? reallyOpen.apply(window, args) : null
window.given = { session, poll, onEvent, options, atOnce }
window.isReady = true
}`

export const usual = `
import { openRamp, resumeRamp } from '/embed.js'
const { session, poll, onEvent, options, atOnce } = window.given
window.aborting = new AbortController()
function keep(handle) {
  window.handle = handle
  handle?.done.then((outcome) => { window.outcome = outcome })
}
const open = () => keep(openRamp(session, { poll, onEvent, signal: window.aborting.signal, ...options }))
document.querySelector('#open').addEventListener('click', open)
const resumed = resumeRamp({ poll, onEvent })
if (resumed) keep(resumed)
else if (atOnce) open()
`
