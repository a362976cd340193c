import { expect } from 'vitest'
import { makeLink, tenant, test } from './portal.ts'

test('a portal link opens the portal of its tenant once, and its code is in the address no more', async ({
  gateway,
  open,
}) => {
  const link = await makeLink(gateway)
  const tab = await open(link)
  await tab.getByRole('heading', { name: 'Webhook endpoints', exact: true }).first().waitFor()
  expect(tab.url()).toBe(`${gateway.url}/portal/webhook-endpoints`)
  await tab.getByText(tenant).first().waitFor()
  const another = await open(link)
  await another.getByRole('heading', { name: 'This link does not open any more' }).waitFor()
  await another.getByRole('alert').getByText('This one was used, or is older').waitFor()
  await another.getByText('Ask whoever runs the gateway for a new link').waitFor()
  expect(another.url()).toBe(`${gateway.url}/portal/sign-in`)
  // A new link, opened in that very tab, where only what is behind the # changes.
  await another.goto(await makeLink(gateway))
  await another.getByRole('heading', { name: 'Webhook endpoints', exact: true }).first().waitFor()
})

test('a link that is too old says so', async ({ gateway, open }) => {
  const link = await makeLink(gateway)
  await gateway.advance(16 * 60)
  const tab = await open(link)
  await tab.getByRole('heading', { name: 'This link does not open any more' }).waitFor()
})

test('whoever has no sign-in, or ends it, is told what to do at every address', async ({ gateway, open }) => {
  const stranger = await open(`${gateway.url}/portal/deliveries`)
  await stranger.getByText('Ask whoever runs the gateway for a new link').waitFor()
  const tab = await open(await makeLink(gateway))
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await tab.getByText('Ask whoever runs the gateway for a new link').waitFor()
  await tab.goto(`${gateway.url}/portal/`)
  await tab.getByText('Ask whoever runs the gateway for a new link').waitFor()
})

test('a sign-in lasts for an hour, and then the page says so by itself', async ({ gateway, open }) => {
  const tab = await open(await makeLink(gateway))
  await tab.getByRole('heading', { name: 'Webhook endpoints', exact: true }).first().waitFor()
  await gateway.advance(61 * 60)
  await tab.getByText('You are not signed in here, or not any more').waitFor()
})
