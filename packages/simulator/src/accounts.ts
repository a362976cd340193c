import type { Ids } from './ids.ts'
import { remember } from './state.ts'
import type { FindAccount } from './wire.ts'

/** Keys whose account is cached. */
const KNOWN_KEYS_MAX = 1_000

export interface AccountOptions {
  readonly apiKeys?: readonly string[]
  readonly keyGroups?: readonly (readonly string[])[]
}

/** Maps `BASIC <key>` (exactly so: upper case, one space) to an account id; anything else to undefined. */
export function createAccounts({ apiKeys, keyGroups = [] }: AccountOptions, ids: Ids): FindAccount {
  const known = new Map<string, string>()
  return (authorization) => {
    if (authorization === undefined) return undefined
    const cached = known.get(authorization)
    if (cached !== undefined) return cached
    const key = /^BASIC (\S+)$/.exec(authorization)?.[1]
    const isGrouped = keyGroups.some((group) => key !== undefined && group.includes(key))
    if (key === undefined || (apiKeys !== undefined && !apiKeys.includes(key) && !isGrouped)) return undefined
    const owner = keyGroups.find((group) => group.includes(key))?.[0] ?? key
    const accountId = ids.named(`account|${owner}`)
    remember(known, authorization, accountId, KNOWN_KEYS_MAX)
    return accountId
  }
}
