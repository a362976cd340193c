import { openSession, test } from './console.ts'

test('webhooks that were handled are there, and lead to their session', async ({ gateway, visit }) => {
  const tab = await visit('/webhooks')
  await tab.getByText('No webhook yet').waitFor()
  const session = await openSession(gateway)
  await gateway.checkout({ session_id: session.id, outcome: 'pay' })
  // The list is read again and again.
  const list = tab.getByRole('table', { name: 'Incoming webhooks' })
  await list.getByText('Handled').first().waitFor()
  await list.getByRole('link', { name: 'Session' }).first().click()
  await tab.getByRole('heading', { name: 'Timeline' }).waitFor()
})
