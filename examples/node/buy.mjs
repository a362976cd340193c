// Buys USDC from a terminal: what it costs at each provider, a link for you to pay at, and how it ended.
import { createClient } from '@rampway/client'

const baseUrl = process.argv[2] ?? 'http://127.0.0.1:8080'

/** In production: your user's own token, as Privy or Dynamic issue it. */
async function token() {
  const answer = await fetch(`${baseUrl}/dev/token`, { method: 'POST' })
  return (await answer.json()).token
}

const rampway = createClient({ baseUrl, tenant: 'org-demo:env-sandbox', token })
const trade = { source_amount: '100', from_asset: 'USD', to_asset: 'USDC', chain_id: 8453 }

const { quotes, unavailable } = await rampway.quotes.list(trade)
for (const { service_provider, destination_amount, total_fee } of quotes) {
  console.log(`${service_provider} gives ${destination_amount} USDC; its fees are ${total_fee} USD.`)
}
for (const { service_provider, reason } of unavailable) console.log(`${service_provider} is out: ${reason}.`)

const wallet_address = '0x52908400098527886E0F7030069857D2E4169EE7'
const { session } = await rampway.sessions.open({ ...trade, wallet_address })
console.log(`Open this link and pay: ${session.widget_url}`)

const { status } = await rampway.sessions.waitUntil(session.id, 'completed')
console.log(`The session is ${status}.`)

for await (const { created_at, source_amount, from_asset, to_asset, status } of rampway.transactions.list()) {
  console.log(`${created_at}: ${source_amount} ${from_asset} to ${to_asset}, ${status}`)
}
