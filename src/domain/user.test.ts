import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTenantId, type TenantId } from './tenant.ts'
import { parseUserId, userIdOf } from './user.ts'

function tenantOf(text: string): TenantId {
  const tenant = parseTenantId(text)
  if (tenant === undefined) throw new Error(`${text} is no tenant`)
  return tenant
}

const [demo, other] = [tenantOf('org-demo:env-sandbox'), tenantOf('org-other:env-sandbox')]
const text = fc.string({ unit: 'grapheme', maxLength: 40 })

test('the same person has the same id each time, of the form that is stored and sent to Meld', () => {
  fc.assert(
    fc.property(text, text, (issuer, subject) => {
      const id = userIdOf(demo, issuer, subject)
      expect(id).toMatch(/^usr_[A-Za-z0-9_-]{27}$/)
      expect(parseUserId(id)).toBe(id)
      expect(userIdOf(demo, issuer, subject)).toBe(id)
    }),
  )
})

test('characters shifted between issuer and subject give another user', () => {
  fc.assert(
    fc.property(text, fc.nat({ max: 40 }), fc.nat({ max: 40 }), (both, one, two) => {
      const letters = [...both]
      const [a, b] = [Math.min(one, letters.length), Math.min(two, letters.length)]
      fc.pre(a !== b)
      const split = (at: number) => userIdOf(demo, letters.slice(0, at).join(''), letters.slice(at).join(''))
      expect(split(a)).not.toBe(split(b))
    }),
  )
})

test('an issuer or a subject that imitates the separator of another triple gives another user', () => {
  const triples: [string, string][] = [
    ['a', 'b'],
    ['a1:', 'b'],
    ['a1:b', ''],
    ['', 'a1:b'],
    ['a', '1:b'],
    ['ab', ''],
    ['', 'ab'],
    ['b', 'a'],
  ]
  const ids = triples.map(([issuer, subject]) => userIdOf(demo, issuer, subject))
  expect(new Set(ids).size).toBe(ids.length)
})

test('one subject of one issuer is two users in two tenants, and characters do not shift into the tenant', () => {
  fc.assert(
    fc.property(text, text, (issuer, subject) => {
      expect(userIdOf(demo, issuer, subject)).not.toBe(userIdOf(other, issuer, subject))
      expect(userIdOf(tenantOf('a:bc'), issuer, subject)).not.toBe(userIdOf(tenantOf('a:b'), `c${issuer}`, subject))
    }),
  )
})

test('a text of another form is no user id', () => {
  const id = userIdOf(demo, 'issuer', 'subject')
  for (const bad of ['', 'usr_', id.slice(0, -1), `${id}A`, `${id}\n`, id.toUpperCase(), id.replace('usr_', 'ses_')]) {
    expect(parseUserId(bad), JSON.stringify(bad)).toBeUndefined()
  }
})
