import { expect } from 'vitest'
import { openSession, test } from './playground.ts'

test('what is chosen is in the address: it outlasts a reload, is shared, and is gone back from', async ({ visit }) => {
  const { tab } = await visit()
  await tab.getByRole('combobox', { name: 'Country' }).click()
  await tab.getByRole('option', { name: 'Germany' }).click()
  await tab.getByRole('textbox', { name: 'You pay' }).fill('250')
  await tab.getByTestId('quote').first().waitFor()
  const session = await openSession(tab)
  expect(Object.fromEntries(new URL(tab.url()).searchParams)).toMatchObject({ country: 'DE', amount: '250', session })

  await tab.reload()
  await tab.getByText(session).waitFor()
  expect(await tab.getByRole('textbox', { name: 'You pay' }).inputValue()).toBe('250')
  expect(await tab.getByRole('combobox', { name: 'Country' }).innerText()).toContain('Germany')

  await tab.goBack()
  await tab.getByText('No session yet').waitFor()
  await tab.goBack()
  await expect.poll(() => tab.getByRole('combobox', { name: 'Country' }).innerText()).toContain('United States')
})

test('the change that would bring a provider in is one click', async ({ visit }) => {
  const { tab } = await visit('?amount=3')
  const first = tab.getByTestId('unavailable').first()
  await first.getByText('wants a larger amount').waitFor()
  await first.getByRole('button').click()
  await tab.getByTestId('quote').first().waitFor()
  expect(await tab.getByRole('textbox', { name: 'You pay' }).inputValue()).not.toBe('3')
})

test('what the gateway refuses is said in its own words', async ({ visit }) => {
  const { tab } = await visit('?wallet=0x0')
  await tab.getByTestId('quote').first().waitFor()
  await tab.getByTestId('open-session').click()
  await tab.getByRole('alert').getByText('422 Invalid Fields').waitFor()
  const help = tab.getByRole('alert').getByRole('link', { name: 'What this means' })
  expect(await help.getAttribute('href')).toMatch(/\/errors\/gen-422-001$/)
})

test('the code of each step is true for what is chosen', async ({ gateway, visit }) => {
  const { tab } = await visit('?amount=42&code=curl')
  const session = await openSession(tab)
  for (const [column, expected] of [
    ['Choose', '/v0/ramp/supported-values?country_code=US&direction=buy&asset=USDC&chain_id=8453'],
    ['See', '"source_amount":"42","from_asset":"USD"'],
    ['Follow', `/v0/ramp/sessions/${session}`],
  ] as const) {
    const place = tab.getByRole('region', { name: column, exact: true })
    await place.getByRole('tab', { name: 'Code' }).click()
    await place.getByText(expected).first().waitFor()
    await expect.poll(() => place.locator('.code-text').innerText()).toContain(gateway.url)
  }
  await tab.getByRole('radio', { name: 'TypeScript' }).first().click()
  await tab.getByText("import { openRamp } from '@rampway/embed'").waitFor()
})
