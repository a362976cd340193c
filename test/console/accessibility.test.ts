import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { closing } from '../support/fixtures/closing.ts'
import { startReceiver } from '../support/receiver.ts'
import { test as base, openSession, pageOf } from './console.ts'

const test = base.extend(
  'receiver',
  closing(() => startReceiver()),
)
const tenant = 'org-demo:env-sandbox'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function faultsOf(tab: Tab): Promise<unknown> {
  await tab.evaluate(axe)
  return tab.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`)
}

const variants = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [360, 1280].map((width) => ({ colorScheme, width })),
)

test.for(variants)(
  'axe finds nothing, and nothing runs out of the page, in the $colorScheme scheme at $width px',
  { timeout: 120_000 },
  async ({ colorScheme, width }, { gateway, visit, receiver }) => {
    const session = await openSession(gateway)
    await gateway.checkout({ session_id: session.id, outcome: 'pay' })
    const off = { provider: 'BANXA', country: 'DE', reason: 'for the look of it' }
    const { status, body } = await gateway.operate('/operator/v0/switches', { body: off })
    if (status === 201) expect(body.switch.provider).toBe('BANXA')
    const url = `${receiver.url}?${'long='.repeat(80)}`
    const made = await gateway.operate('/operator/v0/webhook-endpoints', { body: { tenant, url, description: '<b>' } })
    const added = made.body.webhook_endpoint
    const tried = await gateway.operate(`/operator/v0/webhook-endpoints/${tenant}/${added.id}/test`, { body: {} })
    const { event, deliveries } = tried.body
    const [delivery] = deliveries
    // What is still fading has the contrast of neither of its ends.
    const options = { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 800 }, bypassCSP: true } as const
    const tab = await visit('/', options)
    const looksRight = async (what: string): Promise<void> => {
      expect(await faultsOf(tab), what).toEqual([])
      expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth'), what).toBeLessThanOrEqual(0)
    }
    const go = async (path: string, shown: string): Promise<void> => {
      await tab.goto(`${gateway.operatorUrl}/console${path}`)
      await tab.getByText(shown).first().waitFor()
      await looksRight(path)
    }
    await go('/', 'Opened by users')
    await go('/find', 'What can be looked for')
    await go(`/find?q=${session.support_code}`, 'was looked for as')
    await go('/sessions', 'USDC on Base')
    await go(pageOf(session), 'Timeline')
    await go(pageOf(await openSession(gateway)), 'No transaction yet')
    await tab.getByRole('button', { name: 'Cancel session' }).click()
    await tab.getByRole('dialog').waitFor()
    await looksRight('the dialog of an act')
    await go('/switches', 'Providers by country')
    await tab.getByRole('button', { name: 'Turn off' }).click()
    await tab.getByRole('dialog').getByRole('button', { name: 'Show the effect' }).waitFor()
    await looksRight('the dialog of a switch')
    await go('/webhooks', 'What Meld told')
    await go('/webhook-endpoints', 'Where partners want their events sent')
    await tab.getByRole('button', { name: 'Add webhook endpoint' }).click()
    await tab.getByRole('radio', { name: 'Some' }).click()
    await looksRight('the dialog of a webhook endpoint')
    await go(`/webhook-endpoints/${added.id}?tenant=${tenant}`, 'Newest deliveries')
    await tab.getByRole('button', { name: 'Replay …' }).click()
    await tab.getByRole('dialog').getByRole('button', { name: 'Count' }).click()
    await tab.getByRole('dialog').getByRole('status').waitFor()
    await looksRight('the dialog of a replay')
    await go('/deliveries', 'rampway.test')
    await go(`/deliveries/${delivery.id}?tenant=${tenant}`, 'Attempt 1')
    await go('/events', 'rampway.test')
    await go(`/events/${event.id}?tenant=${tenant}`, 'As JSON')
    await go('/tenants', 'org-demo:env-sandbox')
    await go('/health', 'Database and storage')
    await go('/audit', 'rampway audit verify')
    await go('/nowhere', 'There is nothing at this address')
  },
)
