import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readKeySet } from './key-set.ts'
import { readJwk, readPinnedKey } from './public-key.ts'

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ecJwk = { ...ec.publicKey.export({ format: 'jwk' }), kid: 'a' }
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const rsaJwk = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'a' }

function rsaWith(options: { modulusLength: number; publicExponent?: number }) {
  return { ...generateKeyPairSync('rsa', options).publicKey.export({ format: 'jwk' }), kid: 'a' }
}

function setOf(...keys: object[]) {
  return readKeySet(['ES256'], JSON.stringify({ keys }))
}

describe('A JWK', () => {
  it('is read with all its optional members left out', () => {
    expect(readJwk(['ES256'], ecJwk)).toMatchObject({ kid: 'a' })
    expect(readJwk(['RS256'], { ...rsaJwk, kid: undefined })).toMatchObject({ kid: undefined })
  })

  it('is refused when a member says it is for something else', () => {
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })
    const refused = [
      readJwk(['ES256'], rsaJwk),
      readJwk(['RS256'], ecJwk),
      readJwk(['ES256'], p384),
      readJwk(['ES256'], { ...ecJwk, alg: 'ES384' }),
      readJwk(['ES256'], { ...ecJwk, alg: 'es256' }),
      readJwk(['RS256'], { ...rsaJwk, alg: 'PS256' }),
      readJwk(['ES256'], { ...ecJwk, use: 'enc' }),
      readJwk(['ES256'], { ...ecJwk, key_ops: ['sign'] }),
      readJwk(['ES256'], { ...ecJwk, kid: 7 }),
      readJwk(['ES256'], { ...ecJwk, x: 'AAAA' }),
      readJwk(['ES256'], { ...ecJwk, y: ecJwk.x }),
      readJwk(['ES256'], { kty: 'oct', k: 'AAAA', kid: 'a' }),
    ]
    for (const reading of refused) expect.soft(reading).toHaveProperty('fault')
  })

  it('of RSA needs 2048 to 8192 bits and an exponent of 65537 or more', () => {
    expect(readJwk(['RS256'], rsaWith({ modulusLength: 2_048 }))).not.toHaveProperty('fault')
    expect(readJwk(['RS256'], rsaWith({ modulusLength: 2_040 }))).toEqual({
      fault: 'its modulus has 2040 bits, and 2048 are the least',
    })
    expect(readJwk(['RS256'], rsaWith({ modulusLength: 2_048, publicExponent: 3 }))).toEqual({
      fault: 'its exponent is 3, and 65537 is the least',
    })
    const huge = { ...rsaJwk, n: Buffer.alloc(1_025, 0xff).toString('base64url') }
    expect(readJwk(['RS256'], huge)).toEqual({ fault: 'its modulus has 8200 bits, and 8192 are the most' })
  })
})

describe('A pinned key', () => {
  it('is read from SPKI, PKCS#1 and JWK texts, white space around them or not', () => {
    const spki = ec.publicKey.export({ format: 'pem', type: 'spki' })
    const pkcs1 = rsa.publicKey.export({ format: 'pem', type: 'pkcs1' })
    expect(readPinnedKey(['ES256'], `\n  ${spki}\n`)).not.toHaveProperty('fault')
    expect(readPinnedKey(['RS256'], String(pkcs1))).not.toHaveProperty('fault')
    expect(readPinnedKey(['ES256'], ` ${JSON.stringify(ecJwk)}`)).toMatchObject({ kid: 'a' })
  })

  it('that cannot be used is refused with what is wrong', () => {
    const spki = String(ec.publicKey.export({ format: 'pem', type: 'spki' }))
    const pkcs8 = String(ec.privateKey.export({ format: 'pem', type: 'pkcs8' }))
    const privateJwk = JSON.stringify(ec.privateKey.export({ format: 'jwk' }))
    expect(readPinnedKey(['ES256'], pkcs8)).toEqual({ fault: 'it is a private key; paste the public one' })
    expect(readPinnedKey(['ES256'], privateJwk)).toHaveProperty('fault', expect.stringContaining('it is a private key'))
    expect(readPinnedKey(['RS256'], spki)).toEqual({ fault: 'it is not an RSA key' })
    expect(readPinnedKey(['ES256'], 'nonsense')).toEqual({ fault: 'it cannot be read as a public key' })
    expect(readPinnedKey(['ES256'], '{')).toEqual({ fault: 'it is not valid JSON' })
  })
})

describe('A key set', () => {
  const other = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) }

  it('skips keys that do not fit or have no id', () => {
    const reading = setOf(rsaJwk, { ...other, kid: undefined }, ecJwk, { kty: 'OKP' })
    expect(reading.kind === 'set' && [...reading.set.byKid.keys()]).toEqual(['a'])
    const withJunk = readKeySet(['ES256'], JSON.stringify({ keys: [null, 1, 'x', [], ecJwk] }))
    expect(withJunk.kind === 'set' && withJunk.set.keyCount).toBe(1)
  })

  it('uses neither of two different keys under one id, and keeps the rest', () => {
    const reading = setOf(ecJwk, { ...other, kid: 'a' }, { ...other, kid: 'b' })
    expect(reading.kind === 'set' && [...reading.set.byKid.keys()]).toEqual(['b'])
    expect(setOf(ecJwk, { ...other, kid: 'a' }, ecJwk)).toEqual({ kind: 'unusable', reason: 'no_usable_keys' })
  })

  it('takes one key listed twice as one', () => {
    const reading = setOf(ecJwk, { ...ecJwk, alg: 'ES256' })
    expect(reading.kind === 'set' && reading.set.keyCount).toBe(1)
  })

  it('holds up to 64 keys', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => ({ ...ecJwk, kid: `k${i}` }))
    expect(setOf(...many(64)).kind).toBe('set')
    expect(setOf(...many(65))).toEqual({ kind: 'unusable', reason: 'too_many_keys' })
  })
})
