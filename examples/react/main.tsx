import { createClient, type OpenedSession, RampwayError } from '@rampway/client'
import { Ramp } from '@rampway/embed/react'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

const baseUrl: string = import.meta.env.VITE_RAMPWAY_URL ?? 'http://127.0.0.1:8080'

/** In production: `getAccessToken` of Privy, `getAuthToken` of Dynamic. */
async function token(): Promise<string> {
  const answer = await fetch(`${baseUrl}/dev/token`, { method: 'POST' })
  return (await answer.json()).token
}

const rampway = createClient({ baseUrl, tenant: 'org-demo:env-sandbox', token })

const trade = {
  source_amount: '100',
  from_asset: 'USD',
  to_asset: 'USDC',
  chain_id: 8453,
  wallet_address: '0x52908400098527886E0F7030069857D2E4169EE7',
}

function Buy() {
  const [session, setSession] = useState<OpenedSession | null>(null)
  const [news, setNews] = useState('')

  async function open(): Promise<void> {
    try {
      setSession((await rampway.sessions.open(trade)).session)
    } catch (error) {
      setNews(error instanceof RampwayError ? error.message : String(error))
    }
  }

  return (
    <main>
      <button type="button" onClick={open} disabled={session !== null}>
        Buy USDC for 100 USD
      </button>
      <Ramp
        session={session}
        mode="iframe"
        className="ramp"
        poll={(id) => rampway.sessions.get(id)}
        onEvent={(event) => {
          if (event.type === 'status') setNews(`Your purchase is ${event.status}.`)
        }}
      />
      <p role="status">{news}</p>
    </main>
  )
}

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no #root')
createRoot(root).render(
  <StrictMode>
    <Buy />
  </StrictMode>,
)
