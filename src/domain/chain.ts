/** The chains the API accepts, by EIP-155 id: contract §3.3. */
export const chains = [
  { id: 1, name: 'Ethereum Mainnet' },
  { id: 10, name: 'Optimism' },
  { id: 137, name: 'Polygon' },
  { id: 42161, name: 'Arbitrum One' },
  { id: 8453, name: 'Base' },
  { id: 43114, name: 'Avalanche C-Chain' },
  { id: 56, name: 'BNB Smart Chain' },
  { id: 1328, name: 'Sei Testnet' },
  { id: 1329, name: 'Sei' },
] as const

/** The id of one of `chains`. */
export type ChainId = (typeof chains)[number]['id']

const names: ReadonlyMap<number, string> = new Map(chains.map(({ id, name }) => [id, name]))

/** True for the id of an accepted chain. */
export function isChainId(id: number): id is ChainId {
  return names.has(id)
}

/** The chain's name for people. */
export function chainName(id: ChainId): string {
  return names.get(id) ?? String(id)
}
