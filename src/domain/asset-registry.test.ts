import { getAddress } from 'viem'
import * as viemChains from 'viem/chains'
import { eurc, usdc } from 'viem/tokens'
import { expect, test } from 'vitest'
import { cryptoAssets, fiatAssets } from './asset-registry.ts'
import { chainName, chains, isChainId } from './chain.ts'

/** What Circle publishes, as viem keeps it. It lists no USDT on BNB Smart Chain, so that one has a test of its own. */
const independent: readonly { symbol: string; decimals: number; addresses: Readonly<Record<number, string>> }[] = [
  { symbol: 'USDC', decimals: usdc.decimals, addresses: usdc.addresses },
  { symbol: 'EURC', decimals: eurc.decimals, addresses: eurc.addresses },
]

function viemChain(id: number) {
  const chain = Object.values(viemChains).find((candidate) => 'id' in candidate && candidate.id === id)
  if (chain === undefined || !('nativeCurrency' in chain)) throw new Error(`viem knows no chain ${id}`)
  return chain
}

test('the chains are the nine of the contract, each once', () => {
  expect(chains.map(({ id }) => id)).toEqual([1, 10, 137, 42161, 8453, 43114, 56, 1328, 1329])
  expect(new Set(chains.map(({ name }) => name)).size).toBe(chains.length)
  for (const { id, name } of chains) expect([isChainId(id), chainName(id)]).toEqual([true, name])
  for (const id of [0, -1, 2, 5, 1.5, Number.NaN, 13, 84532]) expect(isChainId(id)).toBe(false)
})

test.each(chains.map(({ id }) => id))('chain %i pays its fees in the coin and decimals that viem knows', (id) => {
  const { nativeCurrency } = viemChain(id)
  const natives = cryptoAssets.filter((asset) => asset.chainId === id && asset.contract === null)
  expect(natives.map(({ symbol, decimals }) => ({ symbol, decimals }))).toEqual([
    { symbol: nativeCurrency.symbol, decimals: nativeCurrency.decimals },
  ])
})

test('only Sei Testnet is a test chain', () => {
  const testChains = chains.filter(({ id }) => 'testnet' in viemChain(id) && viemChain(id).testnet === true)
  expect(testChains.map(({ id }) => id)).toEqual([1328])
})

test.each(independent)('$symbol is at the address and has the decimals that its issuer publishes', (published) => {
  const listed = cryptoAssets.filter(({ symbol }) => symbol === published.symbol)
  expect(listed.length).toBeGreaterThan(0)
  for (const { chainId, contract, decimals } of listed) {
    expect({ chainId, contract, decimals }).toEqual({
      chainId,
      contract: published.addresses[chainId],
      decimals: published.decimals,
    })
  }
})

test('USDT on BNB Smart Chain is the pegged token with 18 decimals, not the 6 of other chains', () => {
  expect(cryptoAssets.filter(({ symbol }) => symbol === 'USDT')).toEqual([
    expect.objectContaining({ chainId: 56, decimals: 18, contract: '0x55d398326f99059fF775485246999027B3197955' }),
  ])
})

test('every token address carries its EIP-55 checksum', () => {
  for (const { contract } of cryptoAssets) {
    if (contract !== null) expect(contract).toBe(getAddress(contract.toLowerCase()))
  }
})

test('no chain lists a symbol or an address twice', () => {
  const names = cryptoAssets.map(({ chainId, symbol }) => `${chainId} ${symbol}`)
  const places = cryptoAssets.map(({ chainId, contract }) => `${chainId} ${contract}`)
  expect(new Set(names).size).toBe(cryptoAssets.length)
  expect(new Set(places).size).toBe(cryptoAssets.length)
})

test('no symbol is both fiat and crypto, and all are written in upper case', () => {
  const fiat = new Set(fiatAssets.map(({ symbol }) => symbol))
  expect(fiat.size).toBe(fiatAssets.length)
  expect(cryptoAssets.filter(({ symbol }) => fiat.has(symbol))).toEqual([])
  for (const { symbol } of [...fiatAssets, ...cryptoAssets]) expect(symbol).toMatch(/^[A-Z]{3,5}$/)
})

test('the 21 fiat currencies of the contract are ISO 4217 codes with the minor-unit digits that ICU knows', () => {
  const iso = new Set(Intl.supportedValuesOf('currency'))
  expect(fiatAssets).toHaveLength(21)
  for (const { symbol: currency, decimals } of fiatAssets) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    expect([currency, iso.has(currency), decimals]).toEqual([
      currency,
      true,
      format.resolvedOptions().maximumFractionDigits,
    ])
  }
})

test('every fiat currency has the minor units that ISO 4217 gives it', () => {
  for (const { symbol, decimals } of fiatAssets) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency: symbol })
    expect([symbol, decimals]).toEqual([symbol, format.resolvedOptions().maximumFractionDigits])
  }
})
