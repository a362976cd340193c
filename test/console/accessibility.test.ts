import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { openSession, pageOf, test } from './console.ts'

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
  async ({ colorScheme, width }, { gateway, visit }) => {
    const session = await openSession(gateway)
    await gateway.checkout({ session_id: session.id, outcome: 'pay' })
    const off = { provider: 'BANXA', country: 'DE', reason: 'for the look of it' }
    const { status, body } = await gateway.operate('/switches', { body: off })
    if (status === 201) expect(body.switch.provider).toBe('BANXA')
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
    await go('/tenants', 'org-demo:env-sandbox')
    await go('/health', 'Database and storage')
    await go('/audit', 'rampway audit verify')
    await go('/nowhere', 'There is nothing at this address')
  },
)
