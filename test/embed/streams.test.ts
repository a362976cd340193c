import { expect } from 'vitest'
import { test, usual } from './shop.ts'

/** The session's stream, as an app without the client reads it. */
const streamOf = (url: string, token: string) => `
window.given.options.stream = async function* (id, { signal }) {
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': '${token}' }
  const { body } = await fetch('${url}/v0/ramp/sessions/' + id + '/events', { headers, signal })
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (rest + value).split('\\n\\n')
    rest = blocks.pop()
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)
      if (data !== null) yield JSON.parse(data[1])
    }
  }
}
`

test('a stream has the session asked for at each change', async ({ gateway, openShop }) => {
  const withoutPace = 'window.setTimeout = () => 0\n'
  const shop = await openShop({
    leftAlone: true,
    script: streamOf(gateway.url, await gateway.mintToken()) + withoutPace + usual,
  })
  await shop.buy()
  await shop.provider()
  await expect.poll(shop.statuses).toContain('opened')
  await gateway.checkout({ session_id: shop.session.id, outcome: 'pay' })
  await expect.poll(shop.statuses).toContain('transacting')
  await gateway.advance(600)
  expect(await shop.outcome()).toMatchObject({ status: 'completed', reason: 'settled' })
})

test('where the stream fails, poll goes on alone', async ({ gateway, openShop }) => {
  const broken = 'window.given.options.stream = async function* () { throw new Error("none") }\n'
  const shop = await openShop({ leftAlone: true, script: broken + usual })
  await shop.buy()
  await shop.provider()
  await gateway.checkout({ session_id: shop.session.id, outcome: 'pay' })
  await expect.poll(shop.statuses).toContain('transacting')
})
