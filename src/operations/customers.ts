import type { Tenant } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import type { CustomerOutcome } from '../providers/provider.ts'
import { keepCustomer } from '../store/users.ts'
import type { Deps } from './deps.ts'

/** Whose customer record is wanted. */
export interface CustomerOwner {
  readonly tenant: Tenant
  readonly user: UserId
  readonly issuer: string
  readonly subject: string
}

const underWay = new WeakMap<Deps, Map<string, Promise<CustomerOutcome>>>()

/**
 * Creates the user's Meld customer and keeps its id, once: calls of this process that arrive meanwhile share the one
 * attempt, and of two processes the first to write wins. `replacing` names a kept id that Meld no longer knows.
 */
export function createCustomer(deps: Deps, owner: CustomerOwner, replacing: string | null): Promise<CustomerOutcome> {
  const attempts = underWay.get(deps) ?? new Map<string, Promise<CustomerOutcome>>()
  underWay.set(deps, attempts)
  const running = attempts.get(owner.user)
  if (running !== undefined) return running
  const attempt = createAndKeep(deps, owner, replacing).finally(() => attempts.delete(owner.user))
  attempts.set(owner.user, attempt)
  return attempt
}

async function createAndKeep(deps: Deps, owner: CustomerOwner, replacing: string | null): Promise<CustomerOutcome> {
  const outcome = await deps.aggregator.createCustomer(owner.tenant.meld, owner.user)
  if (outcome.kind !== 'customer') return outcome
  const { user, issuer, subject } = owner
  const record = { user, issuer, subject, meldCustomerId: outcome.customerId }
  const kept = await keepCustomer(deps.database, owner.tenant.id, record, replacing, deps.clock())
  return { kind: 'customer', customerId: kept }
}
