import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { closing } from '../support/fixtures/closing.ts'
import { freePort } from '../support/free-port.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { test as base, openSession, pageOf, untilTold } from './console.ts'

const tenant = 'org-demo:env-sandbox'

const test = base.extend(
  'receiver',
  // Not one that an earlier receiver had, whose webhook endpoint is still there.
  closing(async () => startReceiver(await freePort())),
)

/** A machine may be busy with everything else. */
const slow = { timeout: 120_000 }

/** Adds a webhook endpoint as an operator does, and gives its secret; then the page of it is shown. */
async function add(tab: Tab, url: string): Promise<string> {
  await tab.getByRole('button', { name: 'Add webhook endpoint' }).click()
  const dialog = tab.getByRole('dialog', { name: 'Add webhook endpoint' })
  await dialog.getByLabel('URL').fill(url)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  const shown = tab.getByRole('dialog', { name: 'Its secret' })
  const secret = await shown.getByTestId('shown-once').innerText()
  await tab.keyboard.press('Escape')
  await shown.getByRole('button', { name: 'I have copied it' }).click()
  await shown.waitFor({ state: 'hidden' })
  const table = tab.getByRole('table', { name: 'Webhook endpoints' })
  await table.getByRole('link', { name: new URL(url).host }).click()
  await tab.getByRole('heading', { name: 'Webhook endpoint', exact: true }).waitFor()
  return secret
}

/** Does something that is asked about first. */
async function act(tab: Tab, name: string, reason = ''): Promise<void> {
  await tab.getByRole('button', { name, exact: true }).click()
  // Named: what was there before is read anew while its dialog is still closing.
  const dialog = tab.getByRole('dialog', { name })
  if (reason !== '') await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name, exact: true }).click()
}

test('from a new webhook endpoint to what its server answered to a test event', slow, async ({ visit, receiver }) => {
  receiver.answer((_call, response) => {
    response.writeHead(200, { 'x-worker': 'w-7', 'content-type': 'text/html' }).end('<b onclick="alert(1)">taken</b>')
  })
  const tab = await visit('/webhook-endpoints')
  const secret = await add(tab, receiver.url)
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  await tab.getByRole('button', { name: 'Send test event' }).click()
  await tab.getByRole('link', { name: 'See its delivery' }).click()
  await tab.getByRole('heading', { name: 'Delivery of rampway.test' }).waitFor()
  await tab.getByRole('status').getByText('Delivered').waitFor()
  const [call] = receiver.calls
  const headers = tab.getByRole('region', { name: 'Request headers of attempt 1' })
  await headers.getByText(String(call?.headers['webhook-id'])).waitFor()
  await tab
    .getByRole('region', { name: 'Headers of the answer to attempt 1' })
    .getByText('w-7', { exact: true })
    .waitFor()
  const answer = tab.getByRole('figure', { name: 'Body of the answer to attempt 1' })
  expect(await answer.locator('pre').innerText()).toBe('<b onclick="alert(1)">taken</b>')
  expect(await tab.locator('b').count()).toBe(0)
  const body = tab.getByRole('figure', { name: 'The body that is sent' })
  expect(JSON.parse(await body.locator('pre').innerText())).toEqual(JSON.parse(call?.body ?? ''))
  await tab.goBack()
  await tab.getByRole('table', { name: 'Deliveries' }).getByText('Delivered').waitFor()
})

test('what a failing server did not take is retried once it is mended', slow, async ({ visit, receiver }) => {
  // Else the second attempt follows in a few seconds, and may be there before the first is looked at.
  const later = { 'retry-after': '300' }
  receiver.answer((_call, response) => void response.writeHead(503, later).end('not now'))
  const tab = await visit('/webhook-endpoints')
  await add(tab, receiver.url)
  await tab.getByRole('button', { name: 'Send test event' }).click()
  await tab.getByRole('link', { name: 'See its delivery' }).click()
  const first = tab.getByRole('listitem').filter({ hasText: 'Attempt 1' })
  await first.getByText('503', { exact: true }).waitFor()
  await first.getByText('not now').waitFor()
  await tab.getByRole('status').getByText('Pending').waitFor()
  receiver.answer((_call, response) => void response.writeHead(204).end())
  await act(tab, 'Retry')
  await tab.getByRole('status').getByText('Delivered').waitFor()
  // Whoever reads an attempt goes on reading when another is there.
  await tab.getByRole('listitem').filter({ hasText: 'Attempt 2' }).waitFor()
  await first.getByText('not now').waitFor()
  expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})

test('a replay of a range tells its count before it starts', slow, async ({ gateway, visit, receiver }) => {
  const tab = await visit('/webhook-endpoints')
  await add(tab, receiver.url)
  const session = await openSession(gateway)
  await gateway.checkout({ session_id: session.id, outcome: 'pay' })
  await expect.poll(() => receiver.calls.map(({ body }) => body).join('')).toContain('ramp.transaction.created')
  const told = new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size
  await tab.getByRole('button', { name: 'Replay …' }).click()
  const dialog = tab.getByRole('dialog', { name: 'Replay' })
  await dialog.getByRole('radio', { name: 'From a time on' }).click()
  await expect.poll(() => dialog.getByRole('button', { name: 'Count' }).isDisabled()).toBe(true)
  await dialog.getByLabel('From', { exact: true }).fill('2020-01-01T00:00')
  await dialog.getByText(/rampway webhook-endpoint replay whe_\w+ --tenant org-demo:env-sandbox --since/).waitFor()
  await dialog.getByRole('button', { name: 'Count' }).click()
  await dialog
    .getByRole('status')
    .getByText(/^\d+ events?$/)
    .waitFor()
  const words = await dialog.getByRole('button', { name: /^Replay \d/ }).innerText()
  expect(Number(/\d+/.exec(words))).toBeGreaterThanOrEqual(told)
  const before = receiver.calls.length
  await dialog.getByRole('button', { name: words }).click()
  await untilTold(tab, 'The replay has begun')
  await expect.poll(() => receiver.calls.length).toBeGreaterThanOrEqual(before + told)
})

test('a change of what is replayed asks for the count again', slow, async ({ visit, receiver }) => {
  const tab = await visit('/webhook-endpoints')
  await add(tab, receiver.url)
  await tab.getByRole('button', { name: 'Replay …' }).click()
  const dialog = tab.getByRole('dialog', { name: 'Replay' })
  await dialog.getByRole('button', { name: 'Count' }).click()
  await dialog.getByRole('button', { name: /^Nothing to replay|^Replay \d/ }).waitFor()
  await dialog.getByLabel('Only what was given up, or failed last').check()
  await dialog.getByRole('button', { name: 'Count' }).waitFor()
})

test(
  'secrets are rotated, and a webhook endpoint changed, disabled, enabled and deleted, with reasons',
  slow,
  async ({ gateway, visit, receiver }) => {
    const tab = await visit('/webhook-endpoints')
    const secret = await add(tab, receiver.url)
    await tab.getByRole('button', { name: 'Rotate secret' }).click()
    const asking = tab.getByRole('dialog', { name: 'Rotate the secret' })
    await expect.poll(() => asking.getByRole('button', { name: 'Rotate secret' }).isDisabled()).toBe(true)
    await asking.getByLabel('Reason').fill('it stood in a ticket')
    await asking.getByRole('button', { name: 'Rotate secret' }).click()
    const shown = tab.getByRole('dialog', { name: 'Its new secret' })
    const rotated = await shown.getByTestId('shown-once').innerText()
    expect(rotated).toMatch(/^whsec_/)
    expect(rotated).not.toBe(secret)
    await shown.getByRole('button', { name: 'I have copied it' }).click()
    await tab.getByText('Secret before signs too').waitFor()

    await tab.getByRole('button', { name: 'Change …' }).click()
    const changing = tab.getByRole('dialog', { name: 'Change' })
    await changing.getByLabel('Description').fill('<i>orders</i>')
    await changing.getByRole('radio', { name: 'Some' }).click()
    await changing.getByRole('checkbox', { name: 'ramp.transaction.completed' }).check()
    await changing.getByRole('button', { name: 'Save' }).click()
    const settings = tab.getByRole('region', { name: 'Settings' })
    await settings.getByText('<i>orders</i>').waitFor()
    await settings.getByText('ramp.transaction.completed').waitFor()

    const status = tab.getByTestId('webhook-endpoint-status')
    await act(tab, 'Disable', 'the partner asks for it')
    await status.getByText('Disabled').waitFor()
    await tab.getByText('An operator disabled it.').waitFor()
    await act(tab, 'Enable')
    await status.getByText('Enabled').waitFor()
    await act(tab, 'Delete', 'the partner has left')
    await tab.getByRole('heading', { name: 'Webhook endpoints', exact: true }).first().waitFor()
    const link = tab.getByRole('link', { name: receiver.url.replace('http://', '') })
    await expect.poll(() => link.count()).toBe(0)
    const { body } = await gateway.operate('/operator/v0/audit?act=webhook_endpoint.delete')
    expect(body.entries[0].reason).toBe('the partner has left')
  },
)

test(
  'a session leads to its events, an event to its deliveries, and each is told once more',
  slow,
  async ({ gateway, visit, receiver }) => {
    const tab = await visit('/webhook-endpoints')
    await add(tab, receiver.url)
    const session = await openSession(gateway)
    await gateway.checkout({ session_id: session.id, outcome: 'pay' })
    await tab.goto(`${gateway.operatorUrl}/console${pageOf(session)}`)
    await tab.getByRole('region', { name: 'Details' }).getByRole('link', { name: 'Events' }).click()
    await tab.getByRole('table', { name: 'Events' }).getByRole('link', { name: 'ramp.transaction.created' }).click()
    await tab.getByRole('figure', { name: 'The event' }).getByText(session.id).first().waitFor()
    const row = tab.getByRole('row').filter({ hasText: new URL(receiver.url).host })
    await row.getByText('Delivered').waitFor()
    const idOf = ({ headers }: Receiver['calls'][number]) => headers['webhook-id']
    const id = await tab.getByRole('region', { name: 'Details' }).getByText(/^evt_/).innerText()
    const times = () => receiver.calls.filter((call) => idOf(call) === id).length
    const before = times()
    await act(tab, 'Replay')
    await expect.poll(times).toBe(before + 1)
    await row.getByRole('link', { name: 'ramp.transaction.created' }).click()
    await tab.getByRole('listitem').filter({ hasText: 'Attempt 2' }).waitFor()
  },
)

test('deliveries are narrowed by webhook endpoint, state and event', slow, async ({ gateway, visit, receiver }) => {
  const tab = await visit('/webhook-endpoints')
  await add(tab, receiver.url)
  await tab.getByRole('button', { name: 'Send test event' }).click()
  await tab.getByRole('link', { name: 'See its delivery' }).waitFor()
  await tab.getByRole('link', { name: 'All', exact: true }).click()
  await tab.getByRole('heading', { name: 'Deliveries' }).first().waitFor()
  const table = tab.getByRole('table', { name: 'Deliveries' })
  await table.getByText('Delivered').first().waitFor()
  const others = table.getByRole('row').filter({ hasText: '127.0.0.1', hasNotText: new URL(receiver.url).host })
  await expect.poll(() => others.count()).toBe(0)
  await tab.getByRole('combobox', { name: 'State' }).click()
  await tab.getByRole('option', { name: 'Given up' }).click()
  await tab.getByText('No delivery fits').waitFor()
  expect(new URL(tab.url()).searchParams.get('state')).toBe('given_up')
  expect(new URL(tab.url()).searchParams.get('tenant')).toBe(tenant)
  expect(new URL(tab.url()).origin).toBe(gateway.operatorUrl)
})

test('a token that only reads sees everything and can press nothing', slow, async ({ gateway, visit, receiver }) => {
  const made = await gateway.operate('/operator/v0/webhook-endpoints', { body: { tenant, url: receiver.url } })
  expect(made.status, made.text).toBe(201)
  const id: string = made.body.webhook_endpoint.id
  const tab = await visit(`/webhook-endpoints/${id}?tenant=${encodeURIComponent(tenant)}`, { scopes: ['read'] })
  for (const name of ['Send test event', 'Change …', 'Replay …', 'Rotate secret', 'Disable', 'Delete']) {
    const button = tab.getByRole('button', { name, exact: true })
    await button.waitFor()
    await expect.poll(() => button.isDisabled(), { message: name }).toBe(true)
  }
  await tab.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Webhook endpoints' }).click()
  await tab.getByText('Your token lacks the scope “act”').waitFor()
})

test('what is refused is told in the words of its refusal, with its trace', slow, async ({ visit }) => {
  const tab = await visit('/webhook-endpoints')
  await tab.getByRole('button', { name: 'Add webhook endpoint' }).click()
  const dialog = tab.getByRole('dialog', { name: 'Add webhook endpoint' })
  await dialog.getByLabel('URL').fill('https://169.254.169.254/latest')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  const alert = dialog.getByRole('alert')
  await alert.getByText(/url/).first().waitFor()
  await alert.getByText('Trace').waitFor()
  await tab.goto(`${new URL(tab.url()).origin}/console/deliveries/dlv_${'0'.repeat(32)}?tenant=${tenant}`)
  await tab.getByRole('alert').getByText('404 Delivery Not Found').waitFor()
})
