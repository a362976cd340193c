import { type Client, createClient } from '@rampway/client'
import { type TestGateway, wallet } from '../support/gateway.ts'

/** 100 USD into USDC on Base. */
export const input = {
  source_amount: '100.00',
  from_asset: 'USD',
  to_asset: 'USDC',
  chain_id: 8453,
  wallet_address: wallet,
}

/** A client of the gateway for a user of org-demo, with a new token for each attempt. */
export function clientOf({ publicUrl, mintToken }: TestGateway, sub: string): Client {
  return createClient({ baseUrl: publicUrl, tenant: 'org-demo:env-sandbox', token: () => mintToken({ sub }) })
}

/** Everything of a list. */
export async function all<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of list) items.push(item)
  return items
}
