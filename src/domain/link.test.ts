import { createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkSecretBytes, makeLinkToken, readLinkToken } from './link.ts'
import { newSessionId, parseSessionId, type SessionId } from './session.ts'
import { parseTenantId, type TenantId, tenantTag } from './tenant.ts'

const secretBytes = randomBytes(linkSecretBytes)
const secret = createSecretKey(secretBytes)
const purposes = ['open', 'return'] as const
const tenantText = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,20}:[A-Za-z0-9][A-Za-z0-9_.-]{0,20}$/)

function tenantOf(text: string): TenantId {
  const tenant = parseTenantId(text)
  if (tenant === undefined) throw new Error(`${text} is no tenant`)
  return tenant
}

const tenant = tenantOf('org-demo:env-sandbox')

test('a link token names its tenant and its session', () => {
  fc.assert(
    fc.property(tenantText, fc.constantFrom(...purposes), (text, purpose) => {
      const session = newSessionId()
      const owner = tenantOf(text)
      const token = makeLinkToken(secret, purpose, owner, session)
      expect(readLinkToken(secret, purpose, token)).toEqual({ tag: tenantTag(owner), session })
      expect(makeLinkToken(secret, purpose, owner, session)).toBe(token)
    }),
  )
})

test('a token is the same in every version, since links outlive an upgrade', () => {
  const session = parseSessionId('ses_0198c0de5a5a7abc8def0123456789ab')
  if (session === undefined) throw new Error('no session id')
  const fixed = createSecretKey(Buffer.alloc(linkSecretBytes, 7))
  expect(purposes.map((purpose) => makeLinkToken(fixed, purpose, tenant, session))).toEqual([
    'S38DnYX-AZjA3lpaeryN7wEjRWeJq1AfGI_sALpTlckJ-y7XrMo',
    'S38DnYX-AZjA3lpaeryN7wEjRWeJq3H9jnuVaVTQY2SW2t26x_E',
  ])
})

test('an id of another form has no token', () => {
  for (const id of ['ses_0198', 'ses_0198c0de5a5a7abc8def0123456789zz'])
    expect(() => makeLinkToken(secret, 'open', tenant, id as SessionId)).toThrow(TypeError)
})

test('a token of one purpose is worthless for the other', () => {
  const session = newSessionId()
  expect(readLinkToken(secret, 'return', makeLinkToken(secret, 'open', tenant, session))).toBeUndefined()
  expect(readLinkToken(secret, 'open', makeLinkToken(secret, 'return', tenant, session))).toBeUndefined()
})

test('a token made with another secret is refused, even when one bit of the secret differs', () => {
  const token = makeLinkToken(secret, 'open', tenant, newSessionId())
  for (let bit = 0; bit < linkSecretBytes * 8; bit++) {
    expect(readLinkToken(createSecretKey(flipBit(secretBytes, bit)), 'open', token)).toBeUndefined()
  }
})

test('a token with any one bit flipped is refused', () => {
  const token = makeLinkToken(secret, 'open', tenant, newSessionId())
  const bytes = Buffer.from(token, 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const forged = flipBit(bytes, bit).toString('base64url')
    expect(readLinkToken(secret, 'open', forged), `bit ${bit}`).toBeUndefined()
  }
})

test('a token that is cut off, lengthened, padded or differently encoded is refused', () => {
  const token = makeLinkToken(secret, 'open', tenant, newSessionId())
  for (let length = 0; length < token.length; length++) {
    expect(readLinkToken(secret, 'open', token.slice(0, length))).toBeUndefined()
  }
  const base64 = Buffer.from(token, 'base64url').toString('base64')
  const hex = Buffer.from(token, 'base64url').toString('hex')
  for (const text of [`${token}A`, `${token}=`, ` ${token}`, `${token}\n`, `${token}/`, hex, `${base64}==`]) {
    expect(readLinkToken(secret, 'open', text), JSON.stringify(text)).toBeUndefined()
  }
})

test('parts of two good tokens make no third one', () => {
  const [mine, theirs] = [tenant, tenantOf('org-other:env-sandbox')].map((owner) =>
    Buffer.from(makeLinkToken(secret, 'open', owner, newSessionId()), 'base64url'),
  )
  if (mine === undefined || theirs === undefined) throw new Error('two tokens are expected')
  for (const at of [6, 22]) {
    const mixed = Buffer.concat([mine.subarray(0, at), theirs.subarray(at)]).toString('base64url')
    expect(readLinkToken(secret, 'open', mixed)).toBeUndefined()
  }
})

test('no text of the right form is a token by chance', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{51}$/), (text) => {
      expect(readLinkToken(secret, 'open', text)).toBeUndefined()
    }),
  )
})

function flipBit(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  const at = bit >> 3
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << (bit & 7)), at)
  return copy
}
