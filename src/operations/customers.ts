import type { CustomerOutcome } from '../aggregators/aggregator.ts'
import type { Tenant } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import { saveCustomer } from '../store/users.ts'
import { accountOf, type Deps } from './deps.ts'

/** The user whose customer record is wanted. */
export interface CustomerOwner {
  readonly tenant: Tenant
  readonly user: UserId
  readonly issuer: string
  readonly subject: string
}

/**
 * Creates the user's Meld customer and stores its id, once: concurrent calls in this process share one attempt, and of
 * two processes the first to write wins. `replacing` names a stored id that Meld no longer knows; `deadlineMs` bounds
 * all calls to Meld together.
 */
export function createCustomer(
  deps: Deps,
  owner: CustomerOwner,
  replacing: string | null,
  deadlineMs: number,
): Promise<CustomerOutcome> {
  const { customerCreations } = deps.caches
  const name = `${owner.user} ${replacing ?? ''}`
  const earlier = customerCreations.get(name)
  if (earlier !== undefined) return earlier
  const attempt = createAndKeep(deps, owner, replacing, deadlineMs)
  customerCreations.set(name, attempt)
  // A failure is not cached: the next call tries again.
  const forget = (): boolean => customerCreations.delete(name)
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
  const kept = await saveCustomer(deps.database, owner.tenant.id, record, replacing, deps.clock())
  return { kind: 'customer', customerId: kept }
}
