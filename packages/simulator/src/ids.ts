import { createHash, createHmac } from 'node:crypto'

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Meld's resource ids are 22 characters of base58. */
const ID_CHARACTERS = 22

/** Ids bound to an account start with `W`; event ids and cursors do not. */
export type AccountScoped = 'account' | 'session' | 'customer' | 'transaction' | 'profile' | 'provider-order'

export interface Ids {
  /** The next account-scoped id of that kind. */
  readonly scoped: (kind: AccountScoped) => string
  /** The next 22-character id without prefix (events, cursors). */
  readonly plain: (kind: string) => string
  /** The next request id: 32 hex characters. */
  readonly requestId: () => string
  /** The next EVM-shaped address or hash of that many bytes, `0x` first. */
  readonly hex: (kind: string, bytes: number) => string
  /** The next webhook secret: 28 characters of base58. */
  readonly secret: () => string
  /** A fixed id for a name: the same name gives the same id, whatever came before. */
  readonly named: (name: string) => string
}

/**
 * Ids drawn from the seed and a counter per kind: the same seed and the same calls give the same ids. Those of a name
 * follow from `nameSeed`, so that they can outlast a start that must not draw any id again.
 */
export function createIds(seed: string, nameSeed = seed): Ids {
  const counters = new Map<string, number>()
  const draw = (kind: string): Buffer => {
    const count = (counters.get(kind) ?? 0) + 1
    counters.set(kind, count)
    return digest(`${kind}|${count}`)
  }
  const digest = (text: string, key = seed): Buffer => createHmac('sha256', key).update(text).digest()
  return {
    scoped: (kind) => `W${base58(draw(kind), ID_CHARACTERS - 1)}`,
    plain: (kind) => base58(draw(kind), ID_CHARACTERS),
    requestId: () => draw('request').toString('hex').slice(0, 32),
    hex: (kind, bytes) =>
      `0x${draw(kind)
        .toString('hex')
        .slice(0, bytes * 2)}`,
    secret: () => base58(draw('secret'), 28),
    named: (name) => `W${base58(digest(`named|${name}`, nameSeed), ID_CHARACTERS - 1)}`,
  }
}

/** A number in [0, 1) that depends on the seed and the name only. */
export function seededFraction(seed: string, name: string): number {
  return createHash('sha256').update(`${seed}|${name}`).digest().readUInt32BE(0) / 2 ** 32
}

function base58(bytes: Buffer, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += BASE58[(bytes[i] ?? 0) % 58]
  return text
}
