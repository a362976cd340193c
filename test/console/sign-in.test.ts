import { expect } from 'vitest'
import { makeDevSignInCode } from '../../src/dev/operator-tokens.ts'
import { test } from './console.ts'

test('whoever is not signed in is, and goes on where they wanted to be', async ({ gateway, visit }) => {
  const tab = await visit('/audit?act=session.read', { scopes: null })
  await tab.getByRole('heading', { name: 'Rampway console' }).waitFor()
  const token = tab.getByLabel('Operator token')
  await token.fill('rwo_not-a-token')
  await token.press('Enter')
  await tab.getByRole('alert').getByText('401 Operator Not Authenticated').waitFor()
  await token.fill(await gateway.operatorToken(['audit']))
  await token.press('Enter')
  await tab.getByRole('heading', { name: 'Audit', exact: true }).waitFor()
  expect(tab.url()).toBe(`${gateway.operatorUrl}/console/audit?act=session.read`)
})

test('a ready link signs in once, and its code is in the address no more', async ({ gateway, visit }) => {
  const code = await makeDevSignInCode(gateway.deps)
  const tab = await visit(`/sign-in#code=${code}`, { scopes: null })
  await tab.getByRole('heading', { name: 'Home' }).waitFor()
  expect(tab.url()).toBe(`${gateway.operatorUrl}/console/`)
  const another = await visit(`/sign-in#code=${code}`, { scopes: null })
  await another.getByRole('alert').getByText('401 Operator Not Authenticated').waitFor()
  expect(another.url()).toBe(`${gateway.operatorUrl}/console/sign-in`)
})

test('a ready link that is opened where the page to sign in is shown already signs in too', async ({
  gateway,
  visit,
}) => {
  const tab = await visit('/sign-in', { scopes: null })
  await tab.getByLabel('Operator token').waitFor()
  await tab.goto(`${gateway.operatorUrl}/console/sign-in#code=${await makeDevSignInCode(gateway.deps)}`)
  await tab.getByRole('heading', { name: 'Home' }).waitFor()
  expect(tab.url()).toBe(`${gateway.operatorUrl}/console/`)
})

test('a sign-in that ends while the page is open leads to the page to sign in, and back', async ({
  gateway,
  visit,
}) => {
  const tab = await visit('/audit')
  await tab.getByRole('heading', { name: 'Audit', exact: true }).waitFor()
  await tab.context().clearCookies()
  await tab.getByRole('button', { name: 'Refresh' }).click()
  await tab.getByLabel('Operator token').fill(await gateway.operatorToken())
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByRole('heading', { name: 'Audit', exact: true }).waitFor()
})

test('signing out forgets what was shown', async ({ visit }) => {
  const tab = await visit('/')
  await tab.getByRole('button', { name: /Signed in as/ }).click()
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await tab.getByLabel('Operator token').waitFor()
  await tab.reload()
  await tab.getByLabel('Operator token').waitFor()
})

test('an address from elsewhere leads nowhere but into the console', async ({ gateway, visit }) => {
  const tab = await visit('/sign-in?next=//evil.example/', {})
  await tab.getByRole('heading', { name: 'Home' }).waitFor()
  expect(tab.url()).toBe(`${gateway.operatorUrl}/console/`)
})
