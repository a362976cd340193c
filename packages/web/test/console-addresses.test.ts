import { expect, it } from 'vitest'
import { sessionsAddress } from '../console/parts/list-link.ts'
import { returnAddress, signInAddress } from '../console/sign-in/return-address.ts'
import { addressOf, nextPlaceOf } from '../parts/filters.ts'

it('signing in leads back to the page that asked for it', () => {
  expect(signInAddress('/', '')).toBe('/sign-in')
  const address = signInAddress('/sessions', 'status=failed&tenant=a%3Ab')
  expect(returnAddress(address.slice(address.indexOf('?')))).toBe('/sessions?status=failed&tenant=a%3Ab')
})

it.for([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  '~/x',
  '',
  '/sign-in?next=/sign-in',
])('nobody is sent on to %s', (next) => {
  expect(returnAddress(`?${new URLSearchParams({ next })}`)).toBe('/')
})

it('an address says what narrows a list, and nothing that does not', () => {
  expect(addressOf('/sessions', { status: 'failed', tenant: '', user: null })).toBe('/sessions?status=failed')
  expect(addressOf('/sessions', {})).toBe('/sessions')
})

it('the place where a list goes on is that of its link', () => {
  expect(nextPlaceOf({ next: { href: '/operator/v0/sessions?count=50&after=ses_1%3Ax' } })).toBe('ses_1:x')
  expect(nextPlaceOf({})).toBe('')
})

it('the list behind a figure is narrowed as the figure is', () => {
  const link = { href: '/operator/v0/sessions?created_after=1&created_before=2&service_provider=BANXA' }
  expect(sessionsAddress(link, { status: 'refused' })).toBe(
    '/sessions?created_after=1&created_before=2&service_provider=BANXA&status=refused',
  )
})
