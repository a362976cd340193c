import { expect } from 'vitest'
import { startPageServer } from '../pages/page-server.ts'
import { test as base } from '../support/fixtures/browsed-gateway.ts'
import { closing } from '../support/fixtures/closing.ts'

const test = base.extend('app', { scope: 'file' }, closing(startPageServer))

/** Follows the session at `address`, and keeps what it is told. */
const following = `
window.told = []
window.follow = (address) => {
  const source = new EventSource(address)
  for (const name of ['snapshot', 'transaction', 'end']) {
    source.addEventListener(name, ({ data, lastEventId }) => {
      told.push({ name, status: JSON.parse(data).session.status, lastEventId })
      if (name === 'end') source.close()
    })
  }
  source.onerror = () => told.push({ name: 'error', closed: source.readyState === EventSource.CLOSED })
}`

test('EventSource follows a session with a ticket from another origin, and goes on with another one', async ({
  gateway,
  app,
  context,
}) => {
  app.put('/', `<!doctype html><title>An app</title><script>${following}</script>`)
  const page = await context.newPage()
  await page.goto(`${app.origin}/`)
  const { id } = (await gateway.openSession()).body.session
  const headers = { 'x-juno-orgid': gateway.demo.id, 'x-juno-jwt': await gateway.mintToken() }
  const path = `/v0/ramp/sessions/${id}/events`
  const address = async (query = '') => {
    const { body } = await gateway.send(`${path}/ticket`, { method: 'POST', headers })
    return `${gateway.url}${path}?ticket=${body.ticket}${query}`
  }
  const told = () => page.evaluate<{ name: string; status?: string; lastEventId?: string }[]>('window.told')
  const first = await address()
  await page.evaluate(`follow(${JSON.stringify(first)})`)
  await expect.poll(told).toMatchObject([{ name: 'snapshot', status: 'ready' }])
  const [{ lastEventId = '' } = {}] = await told()
  // The same ticket again is refused, and the browser gives up.
  await page.evaluate(`told.length = 0; follow(${JSON.stringify(first)})`)
  await expect.poll(told).toEqual([{ name: 'error', closed: true }])
  await page.reload()
  await gateway.checkout({ session_id: id, outcome: 'pay' })
  const again = await address(`&last_event_id=${lastEventId}`)
  await page.evaluate(`follow(${JSON.stringify(again)})`)
  await expect.poll(async () => (await told()).at(0)).toMatchObject({ name: 'transaction', status: 'transacting' })
})

test.override('gatewayOptions', { worker: true })
