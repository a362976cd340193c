import { getAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { CRYPTO_ASSETS } from '../src/data/assets.ts'
import { HEADERS, records, startClient } from './started-simulator.ts'

describe('network partner discovery', () => {
  test('works without a key, but not with a malformed one', async () => {
    const { get } = await startClient({ apiKeys: ['good'] })
    const path = '/network-partner/supported/countries'
    expect(records((await get(path, {})).json.countries)).toHaveLength(43)
    expect((await get(path, { authorization: 'BASIC good' })).status).toBe(200)
    expect((await get(path, { authorization: 'Bearer good' })).status).toBe(401)
  })

  test('finds an asset by chain and contract, chain ids being text', async () => {
    const { get } = await startClient()
    const { json } = await get('/network-partner/supported/currencies?category=CRYPTO_ONRAMP&country=DE')
    const usdc = records(json.currencies).filter(
      ({ contract }) => contract === '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
    )
    expect(usdc).toMatchObject([{ currencyCode: 'USDC_BASE', chainId: '8453', chainCode: 'BASE', decimalPlaces: 6 }])
  })

  test('takes a chain code as network: a wrong one is an empty list, and one with FIAT a bare string', async () => {
    const { get } = await startClient()
    const path = '/network-partner/supported/currencies'
    expect(records((await get(`${path}?network=ETH`)).json.currencies).length).toBeGreaterThan(1)
    expect((await get(`${path}?network=ETHEREUM`)).json.currencies).toEqual([])
    const wrong = await get(`${path}?network=ETH&type=FIAT`)
    expect([wrong.status, wrong.text]).toEqual([400, '"network is only supported for CRYPTO searches"'])
    expect(records((await get(`${path}?type=FIAT`)).json.currencies)).toHaveLength(34)
  })

  test('has defaults for buying and none for selling', async () => {
    const { get } = await startClient()
    expect((await get('/network-partner/defaults/BR/CRYPTO_ONRAMP')).json).toMatchObject({
      currencyCode: 'BRL',
      paymentMethods: ['CREDIT_DEBIT_CARD', 'PIX'],
    })
    expect((await get('/network-partner/defaults/BR/CRYPTO_OFFRAMP')).status).toBe(404)
  })

  test('lists sell routes with the legs swapped, and crossed legs as nothing', async () => {
    const { get } = await startClient()
    const path = '/network-partner/supported/routes'
    const sells = records((await get(`${path}/CRYPTO_OFFRAMP/DE/USDC_BASE/EUR`)).json.list)
    expect(sells.map(({ partner }) => partner)).toContain('UNLIMIT')
    expect((await get(`${path}/CRYPTO_OFFRAMP/DE/EUR/USDC_BASE`)).json.list).toEqual([])
    const buys = records((await get(`${path}/CRYPTO_ONRAMP/DE/EUR/USDC_BASE`)).json.list)
    const transak = buys.find(({ partner }) => partner === 'TRANSAK')
    expect(records(transak?.paymentMethods)[0]).toMatchObject({
      name: 'CREDIT_DEBIT_CARD',
      limits: { currencyCode: 'EUR', min: 4.6, max: 23000 },
    })
  })

  test('lists partners, methods and limits', async () => {
    const { get } = await startClient()
    const partners = records((await get('/network-partner/supported/partners')).json.list)
    expect(partners.map(({ serviceProvider }) => serviceProvider)).toEqual(
      expect.arrayContaining(['TRANSAK', 'MOONPAY', 'STRIPE', 'BANXA', 'MERCURYO', 'UNLIMIT']),
    )
    const query = 'category=CRYPTO_ONRAMP&country=NL&currencyCode=EUR'
    const methods = records((await get(`/network-partner/supported/payment-methods?${query}`)).json.list)
    expect(methods.map(({ method }) => method)).toContain('IDEAL')
    const limits = await get('/network-partner/supported/fiat-limits?provider=TRANSAK&countryCode=US')
    expect(records(limits.json.fiatLimits)[0]).toMatchObject({ currencyCode: 'USD', min: 5, max: 25000 })
    expect(records((await get('/network-partner/supported/kyc-limits')).json.kycLimits).length).toBeGreaterThan(43)
  })
})

describe('service provider discovery', () => {
  test('gives bare arrays, and needs a key', async () => {
    const { get } = await startClient()
    const base = '/service-providers'
    expect((await get(base, {})).status).toBe(401)
    for (const path of [
      '',
      '/properties/countries',
      '/properties/fiat-currencies',
      '/properties/crypto-currencies',
      '/properties/payment-methods?countries=US',
      '/properties/defaults/by-country?countries=DE',
      '/limits/fiat-currency-purchases?fiatCurrencies=USD&includeDetails=true',
      '/limits/crypto-currency-sells?cryptoCurrencies=ETH',
    ]) {
      const answer = await get(`${base}${path}`, HEADERS)
      expect([path, answer.status, Array.isArray(answer.json.list)]).toEqual([path, 200, true])
      expect([path, records(answer.json.list).length]).not.toEqual([path, 0])
    }
    const defaults = await get(`${base}/properties/defaults/by-country?countries=DE&categories=CRYPTO_OFFRAMP`)
    expect(defaults.json.list).toEqual([
      { countryCode: 'DE', defaultCurrencyCode: 'EUR', defaultPaymentMethods: ['SEPA'] },
    ])
  })
})

test('every EVM contract in the catalogue is a checksummed address, and no pair occurs twice', () => {
  const pairs = new Set<string>()
  for (const { code, chainId, contract } of CRYPTO_ASSETS) {
    if (contract === null || !contract.startsWith('0x')) continue
    expect([code, getAddress(contract)]).toEqual([code, contract])
    const pair = `${chainId} ${contract}`
    expect([code, pairs.has(pair)]).toEqual([code, false])
    pairs.add(pair)
  }
})
