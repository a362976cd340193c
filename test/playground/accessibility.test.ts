import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { openSession, payInFrame, test, untilPaid } from './playground.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on the page, without what the provider's frame shows. */
async function faultsOf(tab: Tab): Promise<unknown> {
  await tab.evaluate(axe)
  return tab.evaluate(`axe.run({ exclude: ['iframe'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`)
}

const variants = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [360, 1280].map((width) => ({ colorScheme, width })),
)

test.for(variants)(
  'axe finds nothing, and nothing runs out of the page, in the $colorScheme scheme at $width px',
  { timeout: 90_000 },
  async ({ colorScheme, width }, { visit }) => {
    // What is still fading has the contrast of neither of its ends.
    const reducedMotion = 'reduce' as const
    const options = { colorScheme, reducedMotion, viewport: { width, height: 800 }, bypassCSP: true }
    const { tab } = await visit('?scenario=refund&step=choose', options)
    const isPhone = width < 768
    const looksRight = async (what: string): Promise<void> => {
      expect(await faultsOf(tab), what).toEqual([])
      expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth'), what).toBeLessThanOrEqual(0)
    }
    const go = (step: string) => (isPhone ? tab.getByRole('radio', { name: step }).click() : Promise.resolve())

    await tab.getByText('to 30,000 USD').waitFor({ state: 'attached' })
    await looksRight('choosing')
    await tab.getByRole('button', { name: 'Scenarios' }).click()
    await tab.getByRole('dialog').waitFor()
    await looksRight('the menu of scenarios')
    await tab.keyboard.press('Escape')
    await tab.getByRole('dialog').waitFor({ state: 'detached' })
    await go('2 See')
    await tab.getByTestId('quote').first().waitFor()
    await looksRight('the offers')
    await openSession(tab)
    await looksRight('a session')
    await payInFrame(tab)
    await untilPaid(tab)
    for (const view of ['Calls to Meld', 'Webhooks', 'Break it', 'Code', 'Timeline']) {
      await tab.getByRole('region', { name: 'Follow' }).getByRole('tab', { name: view }).click()
      await looksRight(view)
    }
  },
)

test('all of it works by keyboard', async ({ visit }) => {
  const { tab } = await visit()
  await tab.getByTestId('quote').first().waitFor()
  await tab.getByRole('radio', { name: 'Buy' }).focus()
  await tab.keyboard.press('ArrowRight')
  await expect.poll(() => tab.url()).toContain('direction=sell')
  await tab.keyboard.press('ArrowLeft')
  await tab.getByRole('combobox', { name: 'Network' }).focus()
  await tab.keyboard.press('Enter')
  await tab.keyboard.type('Poly')
  await tab.keyboard.press('Enter')
  await expect.poll(() => tab.url()).toContain('chain=137')
  await tab.getByTestId('quote').first().waitFor()
  await tab.getByTestId('open-session').focus()
  await tab.keyboard.press('Enter')
  await tab.getByTestId('session-status').waitFor()
  expect(await tab.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid')
})

test('who chose a theme keeps it, whatever the system says', async ({ visit }) => {
  const { tab } = await visit('', { colorScheme: 'light' })
  const ground = () => tab.evaluate(`getComputedStyle(document.body).backgroundColor`)
  const light = await ground()
  await tab.getByRole('button', { name: /Switch to light/ }).click()
  expect(await ground()).toBe(light)
  await tab.getByRole('button', { name: /Switch to dark/ }).click()
  expect(await ground()).not.toBe(light)
  await tab.reload()
  expect(await ground()).not.toBe(light)
})

test('nothing moves for a user who asked for less motion', async ({ visit }) => {
  const durations: unknown[] = []
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    const { tab } = await visit('', { reducedMotion })
    await tab.getByTestId('quote').first().waitFor()
    durations.push(await tab.evaluate(`getComputedStyle(document.querySelector('.bar-segment')).transitionDuration`))
  }
  expect(durations).toEqual(['0.24s', '0s'])
})
