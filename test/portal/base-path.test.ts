import { expect } from 'vitest'
import { closing } from '../support/fixtures/closing.ts'
import { startTestGateway } from '../support/gateway.ts'
import { startPathProxy } from '../support/path-proxy.ts'
import { test as base, makeLink } from './portal.ts'

const test = base.extend(
  'behind',
  { scope: 'file' },
  closing(async () => {
    const proxy = await startPathProxy('/ramp')
    const gateway = await startTestGateway({ publicUrl: proxy.url, portal: true })
    proxy.pointTo(gateway.url)
    return {
      proxy,
      gateway,
      close: async () => {
        await gateway.close()
        await proxy.close()
      },
    }
  }),
)

test('the portal works under a path of the public address, each of its pages too', { timeout: 120_000 }, async ({
  behind: { proxy, gateway },
  newContext,
}) => {
  const tab = await (await newContext({ locale: 'en-US' })).newPage()
  await tab.goto(await makeLink(gateway))
  await tab.getByText('No webhook endpoint yet').waitFor()
  expect(tab.url()).toBe(`${proxy.url}/portal/webhook-endpoints`)
  await tab.getByRole('link', { name: 'Events' }).click()
  await tab.getByText('No event yet').waitFor()
  await tab.reload()
  await tab.getByText('No event yet').waitFor()
  await tab.goto(`${proxy.url}/portal`)
  await tab.getByText('No webhook endpoint yet').waitFor()
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await tab.getByText('Ask whoever runs the gateway for a new link').waitFor()
  expect(proxy.lost.filter((path) => path !== '/favicon.ico')).toEqual([])
})
