import { expect, test } from 'vitest'
import { createClient } from '../src/client.ts'
import { answer, startServer } from './scripted-server.ts'

const anything = answer(200, { _links: {}, quotes: [], session: {}, sessions: [] })

test('a call goes below the path of the address, as its user and tenant', async () => {
  const server = await startServer(anything)
  await createClient({ baseUrl: `${server.url}/pay/`, tenant: 'org:env', token: 'secret' }).sessions.get('a/b?')
  await createClient({ baseUrl: server.url, token: 'secret' }).sessions.list()
  const [first, second] = server.calls
  expect(first).toMatchObject({ method: 'GET', url: '/pay/v0/ramp/sessions/a%2Fb%3F', body: '' })
  expect(first?.headers).toMatchObject({ 'x-juno-jwt': 'secret', 'x-juno-orgid': 'org:env' })
  expect(first?.headers['content-type']).toBeUndefined()
  expect(second?.url).toBe('/v0/ramp/sessions')
  expect(second?.headers['x-juno-orgid']).toBeUndefined()
})

test('what is undefined or null is not asked for', async () => {
  const server = await startServer(anything)
  const client = createClient({ baseUrl: server.url, token: 'secret' })
  await client.quotes.list({
    source_amount: '1&2',
    from_asset: 'USD',
    to_asset: 'USDC',
    chain_id: 8453,
    country_code: undefined,
    redirect_flow: false,
  })
  const query = 'source_amount=1%262&from_asset=USD&to_asset=USDC&chain_id=8453&redirect_flow=false'
  expect(server.calls[0]?.url).toBe(`/v0/ramp/quotes?${query}`)
})

test.each([
  'ramp.example.com',
  'ftp://ramp.example.com',
  'https://ramp.example.com?a=b',
  'https://',
  'https://a b',
  '',
])('baseUrl cannot be %j', (baseUrl) => {
  expect(() => createClient({ baseUrl, token: 'secret' })).toThrow(TypeError)
})

test('a password in baseUrl is refused, and not repeated', () => {
  const create = () => createClient({ baseUrl: 'https://user:pass@ramp.example.com', token: 'secret' })
  expect(create).toThrow('not https://…@ramp.example.com')
})
