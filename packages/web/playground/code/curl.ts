import type { PageState, Step } from '../address.ts'
import { quotesInputOf, sessionInputOf } from '../trade.ts'
import { shellWord } from './literal.ts'

/** The calls of a step, for a POSIX shell. */
export function curlFor(step: Step, state: PageState, gatewayUrl: string): string {
  const headers = `-H ${shellWord(`x-juno-orgid: ${state.tenant}`)} -H "x-juno-jwt: $TOKEN"`
  const get = (path: string) => `curl -s ${shellWord(gatewayUrl + path)} \\\n  ${headers}\n`
  const token = { provider: state.issuer, sub: state.user, tenant: state.tenant }
  const login = `# In production this is the token of ${state.issuer === 'privy' ? 'Privy' : 'Dynamic'}.
TOKEN=$(curl -s ${shellWord(`${gatewayUrl}/dev/token`)} -H 'content-type: application/json' \\
  -d ${shellWord(JSON.stringify(token))} | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
`
  return `${login}\n${calls[step](state, get, headers, gatewayUrl)}`
}

type Calls = (state: PageState, get: (path: string) => string, headers: string, gatewayUrl: string) => string

const calls: Readonly<Record<Step, Calls>> = {
  choose: ({ country, direction, asset, chain }, get) =>
    `# What can be traded there, with the limits.\n${get(
      `/v0/ramp/supported-values?${queryOf({ country_code: country, direction, asset, chain_id: chain })}`,
    )}`,
  see: (state, get, headers, gatewayUrl) => {
    const body = { ...sessionInputOf(state), ...(state.key !== '' && { idempotency_key: state.key }) }
    return `# What each provider pays out, and why the others are out.
${get(`/v0/ramp/quotes?${queryOf(quotesInputOf(state))}`)}
# Open a session. Show its widget_url to the user.
curl -s ${shellWord(`${gatewayUrl}/v0/ramp/sessions`)} \\
  ${headers} \\
  -H 'content-type: application/json' \\
  -d ${shellWord(JSON.stringify(body))}
`
  },
  follow: ({ session }, get) =>
    session === ''
      ? '# Open a session first: its id goes here.\n'
      : `# How the session stands, with its timeline.\n${get(`/v0/ramp/sessions/${session}`)}
# The user's transactions.\n${get('/v0/ramp/transactions')}`,
}

function queryOf(input: object): string {
  return new URLSearchParams(Object.entries(input).map(([name, value]) => [name, String(value)])).toString()
}
