import type { PageState, Step } from '../address.ts'
import { quotesInputOf, sessionInputOf } from '../trade.ts'
import { literal } from './literal.ts'
import { clientCode, modeOf } from './typescript.ts'

/** The step as a component. */
export function reactFor(step: Step, state: PageState, gatewayUrl: string): string {
  const client = `import { createClient } from '@rampway/client'\n`
  return `${client}${imports[step]}\n${clientCode(state, gatewayUrl)}\n${components[step](state)}`
}

const imports: Readonly<Record<Step, string>> = {
  choose: `import { useQuery } from '@tanstack/react-query'\n`,
  see: `import { useQuery } from '@tanstack/react-query'\n`,
  follow: `import { Ramp } from '@rampway/embed/react'\nimport { useState } from 'react'\n`,
}

const components: Readonly<Record<Step, (state: PageState) => string>> = {
  choose: ({ country, direction, asset, chain }) => `export function Currencies() {
  const input = ${literal({ country_code: country, direction, asset, chain_id: chain }, 2)}
  const { data } = useQuery({
    queryKey: ['supported-values', input],
    queryFn: () => rampway.supportedValues.get(input),
  })
  return (
    <select>
      {data?.fiats.map(({ symbol, name }) => (
        <option key={symbol} value={symbol}>
          {name}
        </option>
      ))}
    </select>
  )
}
`,
  see: (state) => `export function Offers() {
  const input = ${literal(quotesInputOf(state), 2)}
  const { data } = useQuery({
    queryKey: ['quotes', input],
    queryFn: () => rampway.quotes.list(input),
  })
  return (
    <ul>
      {data?.quotes.map(({ service_provider, destination_amount, to_asset }) => (
        <li key={service_provider}>
          {service_provider}: {destination_amount} {to_asset}
        </li>
      ))}
    </ul>
  )
}
`,
  follow: (state) => `export function Trade() {
  const [session, setSession] = useState()
  const [status, setStatus] = useState('')
  const open = async () => {
    const opening = await rampway.sessions.open(${literal(sessionInputOf(state), 4)})
    setSession(opening.session)
  }
  if (session === undefined) return <button onClick={open}>${state.direction === 'buy' ? 'Buy' : 'Sell'} ${state.asset}</button>
  return (
    <>
      <Ramp
        session={session}
        mode=${JSON.stringify(modeOf(state.show))}
        poll={() => rampway.sessions.get(session.id)}
        onEvent={(event) => event.type === 'status' && setStatus(event.status)}
      />
      <p>{status}</p>
    </>
  )
}
`,
}
