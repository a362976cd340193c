import { expect } from 'vitest'
import { openSession, test } from './console.ts'

test('the list is narrowed by its address, and leads to a session', async ({ gateway, visit }) => {
  const session = await openSession(gateway)
  await openSession(gateway, { country_code: 'DE', from_asset: 'EUR' })
  const tab = await visit('/sessions?country_code=DE')
  await tab.getByText('Germany').first().waitFor()
  expect(await tab.getByText('United States').count()).toBe(0)
  await tab.getByRole('button', { name: 'Clear filters' }).click()
  await expect.poll(() => new URL(tab.url()).search).toBe('')
  await tab.getByText(session.support_code).waitFor()
  await tab.getByRole('combobox', { name: 'Status' }).click()
  await tab.getByRole('option', { name: 'Failed' }).click()
  await tab.getByText('No session fits').waitFor()
  await tab.goBack()
  await tab.getByText(session.support_code).waitFor()
})

test('a typed filter is applied once the typing pauses, and can be gone back from', async ({ gateway, visit }) => {
  await openSession(gateway)
  const tab = await visit('/sessions')
  await tab.getByRole('textbox', { name: 'Country' }).fill('jp')
  await tab.getByText('No session fits').waitFor()
  expect(new URL(tab.url()).searchParams.get('country_code')).toBe('JP')
})
