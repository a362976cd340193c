import { describe, expect, test } from 'vitest'
import { records, startClient, WALLET } from './started-simulator.ts'

async function submit(url: string, form: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams(form)
  return fetch(`${url}/checkout`, { method: 'POST', body, redirect: 'manual' })
}

describe('the checkout page', () => {
  test('shows what is bought, allows any framing, and runs no script', async () => {
    const { openSession } = await startClient()
    const session = await openSession({ lockFields: ['walletAddress', 'sourceAmount'] })
    const response = await fetch(String(session.widgetUrl))
    const page = await response.text()
    expect(response.status).toBe(200)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(policy).not.toContain('frame-ancestors')
    expect(response.headers.get('x-frame-options')).toBeNull()
    for (const text of ['Transak', '200 EUR', 'USDC_BASE', WALLET, 'DE', 'walletAddress, sourceAmount']) {
      expect(page).toContain(text)
    }
    for (const name of ['pay', 'decline', 'cancel', 'abandon']) expect(page).toContain(`data-testid="${name}"`)
    expect(page).not.toMatch(/<script|data-testid="amount"/)
    expect((await fetch(String(session.serviceProviderWidgetUrl))).status).toBe(200)
  })

  test('escapes whatever the caller sent', async () => {
    const { openSession } = await startClient()
    const session = await openSession({ walletAddress: '"><script>alert(1)</script>' })
    const page = await (await fetch(String(session.widgetUrl))).text()
    expect(page).not.toContain('<script>')
    expect(page).toContain('&lt;script&gt;')
  })

  test('Pay makes the transaction and redirects to the address exactly as it was given', async () => {
    const { openSession, get, simulator } = await startClient()
    const redirectUrl = 'myapp://back?order=7&note=a%20b'
    const session = await openSession({ redirectUrl })
    const response = await submit(simulator.url, { token: String(session.token), outcome: 'pay', amount: '75.5' })
    expect([response.status, response.headers.get('location')]).toEqual([303, redirectUrl])
    const [transaction] = records((await get('/payments/transactions')).json.transactions)
    expect(transaction).toMatchObject({ status: 'PENDING', sourceAmount: 75.5, sessionId: session.id })
  })

  test.each([
    ['decline', 'DECLINED'],
    ['cancel', 'CANCELLED'],
  ])('%s makes a %s transaction and tells a page without redirect that it can be closed', async (outcome, status) => {
    const { openSession, simulator, get } = await startClient()
    const session = await openSession()
    const response = await submit(simulator.url, { token: String(session.token), outcome, amount: '' })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('You can close this page')
    expect(records((await get('/payments/transactions')).json.transactions)[0]?.status).toBe(status)
  })

  test('Walk away makes nothing and says so', async () => {
    const { openSession, simulator, get } = await startClient()
    const session = await openSession({ redirectUrl: 'https://app.test/' })
    const response = await submit(simulator.url, { token: String(session.token), outcome: 'abandon' })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('no transaction was created')
    expect((await get('/payments/transactions')).json.totalCount).toBe(0)
  })

  test('shows a bad amount, a limit and a second payment as messages', async () => {
    const { openSession, simulator } = await startClient()
    const session = await openSession()
    const token = String(session.token)
    const bad = await submit(simulator.url, { token, outcome: 'pay', amount: 'lots' })
    expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('greater than 0')])
    const low = await submit(simulator.url, { token, outcome: 'pay', amount: '1' })
    expect([low.status, await low.text()]).toEqual([400, expect.stringContaining('which is 4.60 EUR')])
    expect((await submit(simulator.url, { token, outcome: 'pay', amount: '100' })).status).toBe(200)
    const again = await submit(simulator.url, { token, outcome: 'pay', amount: '100' })
    expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('has been used')])
  })

  test('a sell asks its user to send the crypto, unless the app does', async () => {
    const { openSession, simulator } = await startClient()
    const asked = async (serviceProvider: string, redirectFlow: boolean) => {
      const legs = { sourceCurrencyCode: 'ETH', destinationCurrencyCode: 'EUR', sourceAmount: '0.5' }
      const session = await openSession({ ...legs, serviceProvider, redirectFlow }, { sessionType: 'SELL' })
      const done = await submit(simulator.url, { token: String(session.token), outcome: 'pay', amount: '0.5' })
      return /data-testid="sender-(app|user)"/.exec(await done.text())?.[1]
    }
    expect([await asked('TRANSAK', false), await asked('TRANSAK', true)]).toEqual(['user', 'app'])
    expect([await asked('PAYBIS', false), await asked('PAYBIS', true)]).toEqual(['user', 'user'])
    expect([await asked('BANXA', false), await asked('BANXA', true)]).toEqual(['app', 'app'])
  })

  test('a sell shows its deposit address and can be told that the crypto arrived', async () => {
    const { openSession, simulator } = await startClient()
    const legs = { sourceCurrencyCode: 'ETH', destinationCurrencyCode: 'EUR', sourceAmount: '0.5' }
    const token = String((await openSession(legs, { sessionType: 'SELL' })).token)
    const done = await submit(simulator.url, { token, outcome: 'pay', amount: '0.5' })
    const text = await done.text()
    expect(text).toMatch(/data-testid="deposit-address">0x[0-9a-f]{40}</)
    expect(text).toContain('Send 0.5 ETH to the deposit address.')
    const arrived = await submit(simulator.url, { token, outcome: 'crypto_arrived' })
    expect(await arrived.text()).toContain('SETTLING')
  })

  test('expires with its token: half an hour for Meld, five minutes for the provider', async () => {
    const { openSession, control } = await startClient()
    const session = await openSession()
    const status = async (url: unknown) => (await fetch(String(url))).status
    await control('/_sim/clock', { advance_seconds: 300 })
    expect([await status(session.serviceProviderWidgetUrl), await status(session.widgetUrl)]).toEqual([410, 200])
    await control('/_sim/clock', { advance_seconds: 1500 })
    const expired = await fetch(String(session.widgetUrl))
    expect([expired.status, await expired.text()]).toEqual([410, expect.stringContaining('has expired')])
  })

  test('is 404 for a token that was tampered with', async () => {
    const { openSession, simulator } = await startClient()
    const { token } = await openSession()
    const [header, , signature] = String(token).split('.')
    const forged = Buffer.from('{"sessionId":"x","accountId":"y","iat":0,"exp":9999999999}').toString('base64url')
    for (const bad of ['', 'x', `${token}x`, `${header}.${forged}.${signature}`]) {
      expect((await fetch(`${simulator.url}/checkout?token=${bad}`)).status).toBe(404)
    }
  })
})
