import { LRUCache } from 'lru-cache'
import type { CustomerOutcome } from '../aggregators/aggregator.ts'
import type { Tenant } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import { keepCustomer } from '../store/users.ts'
import { accountOf, type Deps } from './deps.ts'

/** Whose customer record is wanted. */
export interface CustomerOwner {
  readonly tenant: Tenant
  readonly user: UserId
  readonly issuer: string
  readonly subject: string
}

/** Longer than any call lives between looking for the customer and needing it. */
const attemptKeptMs = 60_000
const attemptsMax = 20_000

/** Makes the record of creations, in which a call that looked for a customer before it was kept still finds it. */
export function createCustomerAttempts(): Deps['customerAttempts'] {
  return new LRUCache({ max: attemptsMax, ttl: attemptKeptMs })
}

/**
 * Creates the user's Meld customer and keeps its id, once: calls of this process that arrive meanwhile share the one
 * attempt, and of two processes the first to write wins. `replacing` names a kept id that Meld no longer knows;
 * `deadlineMs` bounds all that is asked of Meld.
 */
export function createCustomer(
  deps: Deps,
  owner: CustomerOwner,
  replacing: string | null,
  deadlineMs: number,
): Promise<CustomerOutcome> {
  const { customerAttempts: attempts } = deps
  const name = `${owner.user} ${replacing ?? ''}`
  const earlier = attempts.get(name)
  if (earlier !== undefined) return earlier
  const attempt = createAndKeep(deps, owner, replacing, deadlineMs)
  attempts.set(name, attempt)
  // A failure is not worth remembering.
  const forget = (): boolean => attempts.delete(name)
  attempt.then(({ kind }) => kind === 'customer' || forget(), forget)
  return attempt
}

async function createAndKeep(
  deps: Deps,
  owner: CustomerOwner,
  replacing: string | null,
  deadlineMs: number,
): Promise<CustomerOutcome> {
  const outcome = await deps.aggregator.createCustomer(accountOf(deps, owner.tenant), owner.user, deadlineMs)
  if (outcome.kind !== 'customer') return outcome
  const { user, issuer, subject } = owner
  const record = { user, issuer, subject, meldCustomerId: outcome.customerId }
  const kept = await keepCustomer(deps.database, owner.tenant.id, record, replacing, deps.clock())
  return { kind: 'customer', customerId: kept }
}
