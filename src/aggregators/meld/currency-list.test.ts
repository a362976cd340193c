import { describe, expect, it } from 'vitest'
import { must } from '../../../test/aggregators/meld-samples.ts'
import type { CryptoAsset } from '../../domain/asset.ts'
import type { ChainId } from '../../domain/chain.ts'
import { resolveTrade } from '../../domain/trade.ts'
import { findCode, readCurrencies } from './currency-list.ts'

function asset(symbol: string, chainId: ChainId): CryptoAsset {
  const trade = resolveTrade('USD', symbol, chainId)
  if (!('crypto' in trade)) throw new Error(trade.detail)
  return trade.crypto
}

function codeOf(currencies: readonly unknown[], wanted: CryptoAsset): string | undefined {
  return findCode(must(readCurrencies(JSON.stringify({ currencies }), 'network-partner')).list, wanted)
}

const usdc = asset('USDC', 8453)
const eth = asset('ETH', 1)
const zero = '0x0000000000000000000000000000000000000000'

describe('a currency code', () => {
  it('is found by chain and contract, whatever its letters, spelling and type of chain id', () => {
    for (const chainId of ['8453', 8453]) {
      for (const contract of [
        usdc.contract,
        usdc.contract?.toLowerCase(),
        usdc.contract?.toUpperCase().replace('0X', '0x'),
      ]) {
        expect(codeOf([{ currencyCode: 'ODD_NAME', chainId, contract }], usdc)).toBe('ODD_NAME')
      }
    }
  })

  it('is never that of another chain, another contract, or none', () => {
    const entries = [
      { currencyCode: 'USDC', chainId: '1', contract: usdc.contract },
      { currencyCode: 'USDC_BASE', chainId: '8453', contract: eth.contract },
      { currencyCode: 'USDC_BASE', chainId: null, contract: usdc.contract },
      { currencyCode: 'USDC_BASE', chainId: '08453x', contract: usdc.contract },
      { currencyCode: 'USDC_BASE', chainId: '8453', contract: 'not an address' },
      { currencyCode: '', chainId: '8453', contract: usdc.contract },
      { currencyCode: 'USDC_BASE', chainId: '8453', contract: usdc.contract, type: 'FIAT' },
      null,
      'USDC_BASE',
    ]
    expect(codeOf(entries, usdc)).toBeUndefined()
  })

  it("of a chain's own coin is found by the zero address, null, and nothing", () => {
    for (const contract of [zero, null, undefined, '']) {
      expect(codeOf([{ currencyCode: 'ETH', chainId: '1', contract }], eth)).toBe('ETH')
    }
    expect(codeOf([{ currencyCode: 'AVAXC', chainId: 43114 }], asset('AVAX', 43114))).toBe('AVAXC')
    expect(codeOf([{ currencyCode: 'ETH_BASE', chainId: '8453', contract: null }], asset('ETH', 8453))).toBe('ETH_BASE')
  })

  it("of a token whose contract is missing is never taken for the chain's own coin", () => {
    expect(codeOf([{ currencyCode: 'ETHFI', chainId: '1', contract: null }], eth)).toBeUndefined()
    expect(
      codeOf(
        [
          { currencyCode: 'SHIB', chainId: '1', contract: null },
          { currencyCode: 'ETH', chainId: '1', contract: null },
        ],
        eth,
      ),
    ).toBe('ETH')
    expect(codeOf([{ currencyCode: 'ETHER', chainId: '1', contract: zero }], eth)).toBe('ETHER')
  })

  it('among several for one coin does not depend on the order of the list', () => {
    const names = ['ETH_ETHEREUM', 'ETH', 'WEI', 'ETH_MAIN']
    const entries = names.map((currencyCode) => ({ currencyCode, chainId: '1', contract: zero }))
    expect(codeOf(entries, eth)).toBe('ETH')
    expect(codeOf([...entries].reverse(), eth)).toBe('ETH')
  })
})

describe('a currency list', () => {
  it('is read in both of its families', () => {
    const item = { currencyCode: 'USDC_BASE', chainId: '8453' }
    const present = must(
      readCurrencies(JSON.stringify({ currencies: [{ ...item, contract: usdc.contract }] }), 'network-partner'),
    )
    const older = must(
      readCurrencies(JSON.stringify([{ ...item, contractAddress: usdc.contract }]), 'service-provider'),
    )
    expect([findCode(present.list, usdc), findCode(older.list, usdc)]).toEqual(['USDC_BASE', 'USDC_BASE'])
  })

  it('is no list in any other shape', () => {
    for (const text of ['', '{}', '{"currencies":null}', '"x"', 'null']) {
      expect(readCurrencies(text, 'network-partner')).toBeUndefined()
      expect(readCurrencies(text, 'service-provider')).toBeUndefined()
    }
  })
})
