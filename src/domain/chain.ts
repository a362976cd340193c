import { nearestWords } from './near-miss.ts'

/** The chains the API accepts, by EIP-155 id (docs/contract.md, assets). */
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

/** What people and other APIs call a chain, and names of its coin. */
const otherNames: Readonly<Record<ChainId, readonly string[]>> = {
  1: ['Ethereum', 'Mainnet', 'ETH', 'ERC20'],
  10: ['OP', 'OP Mainnet', 'Optimism Mainnet'],
  137: ['Matic', 'POL', 'Polygon PoS', 'Polygon Mainnet'],
  42161: ['Arbitrum', 'ARB', 'Arbitrum Mainnet'],
  8453: ['Base Mainnet'],
  43114: ['Avalanche', 'AVAX', 'AVAXC', 'C-Chain', 'Avalanche C'],
  56: ['BSC', 'BNB', 'BNB Chain', 'Binance Smart Chain', 'BEP20', 'Binance'],
  1328: ['Atlantic-2', 'SEI Atlantic'],
  1329: ['SEI Mainnet', 'Pacific-1', 'SEI EVM'],
}

const idByName: ReadonlyMap<string, ChainId> = new Map(
  chains.flatMap(({ id, name }) => [String(id), name, ...otherNames[id]].map((word) => [word, id] as const)),
)

/** The chain that a text must stand for: a name, `eip155:8453`, `0x2105`, or an id with a typing error. */
export function guessChain(text: string): ChainId | undefined {
  const plain = text.trim().replace(/^eip155:/i, '')
  const id = /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(plain) ? Number(plain) : 0
  if (isChainId(id)) return id
  const [near] = nearestWords(plain, [...idByName.keys()])
  return near === undefined ? undefined : idByName.get(near)
}
