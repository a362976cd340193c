import type { PageState, Step } from '../address.ts'
import { quotesInputOf, sessionInputOf } from '../trade.ts'
import { literal, quoted } from './literal.ts'

/** The client for the page's user, as its calls need it. */
export function clientCode({ tenant, issuer, user }: PageState, gatewayUrl: string): string {
  const body = { provider: issuer, sub: user, tenant }
  return `// In production: ${issuer === 'privy' ? 'getAccessToken() of Privy' : 'getAuthToken() of Dynamic'}.
const token = async () => {
  const answer = await fetch(${quoted(`${gatewayUrl}/dev/token`)}, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(${literal(body, 4)}),
  })
  return (await answer.json()).token
}

const rampway = createClient({
  baseUrl: ${quoted(gatewayUrl)},
  tenant: ${quoted(tenant)},
  token,
})
`
}

/** How a surface of this page is asked for; a tab is a link. */
export function modeOf(show: PageState['show']): string {
  return show === 'popup' ? 'popup' : 'iframe'
}

/** The calls of a step, with the client and the embed helper. */
export function typescriptFor(step: Step, state: PageState, gatewayUrl: string): string {
  const imports = `import { createClient } from '@rampway/client'\n`
  const embed = step === 'follow' ? `import { openRamp } from '@rampway/embed'\n` : ''
  return `${imports}${embed}\n${clientCode(state, gatewayUrl)}\n${calls[step](state)}`
}

const calls: Readonly<Record<Step, (state: PageState) => string>> = {
  choose: ({ country, direction, asset, chain }) => `// What can be traded there, with the limits.
const { fiats, payment_methods, limits } = await rampway.supportedValues.get(${literal({
    country_code: country,
    direction,
    asset,
    chain_id: chain,
  })})
`,
  see: (state) => `// What each provider pays out, and why the others are out.
const { quotes, unavailable } = await rampway.quotes.list(${literal(quotesInputOf(state))})

// Open a session. The same key never opens a second one.
const { session, replayed } = await rampway.sessions.open(
  ${literal(sessionInputOf(state), 2)},
  { idempotencyKey: ${state.key === '' ? "'order-17'" : quoted(state.key)} },
)
`,
  follow: (state) =>
    state.show === 'tab'
      ? `${readCode(state)}
// In a click handler, or the browser blocks it.
window.open(session.widget_url, '_blank')

const ended = await rampway.sessions.waitUntil(session.id, ['completed', 'failed', 'cancelled'])
`
      : `${readCode(state)}
// In a click handler${state.show === 'popup' ? ', or the browser blocks the popup' : ''}.
const ramp = openRamp(session, {
  mode: ${quoted(modeOf(state.show))},${state.show === 'popup' ? '' : "\n  mount: '#widget',"}
  poll: () => rampway.sessions.get(session.id),
  onEvent: (event) => console.log(event.type, event),
})

const { status } = await ramp.done
`,
}

function readCode({ session }: PageState): string {
  const id = session === '' ? "'ses_…'" : quoted(session)
  return `const session = await rampway.sessions.get(${id})\n`
}
