import type { MeldAccount, TenantId } from '../../domain/tenant.ts'
import type { Deps } from '../deps.ts'

/** How long a provider cools down after a failure: long enough to spare callers, short enough to see it recover. */
export const cooldownMs = 30_000
/** The longest cooldown that a `Retry-After` can ask for. */
export const cooldownMsMax = 5 * 60_000

/**
 * True while the provider cools down at this account, so that others are tried first. After a cooldown one caller may
 * try it; for the others it goes on cooling down until that attempt ends, or for as long again.
 */
export function isCoolingDown(deps: Deps, account: MeldAccount, provider: string): boolean {
  const { failingProviders } = deps.caches
  const name = nameOf(account, provider)
  const failing = failingProviders.get(name)
  if (failing === undefined) return false
  const now = deps.clock()
  if (now < failing.until) return true
  failingProviders.set(name, { until: now + cooldownMs })
  return false
}

/** A provider that cools down at one account. */
export interface CoolingDown {
  readonly provider: string
  /** In epoch milliseconds. */
  readonly until: number
  /** The tenants with this account. */
  readonly tenants: readonly TenantId[]
}

/** The providers that cool down in this process, at the accounts of tenants that are served. */
export function listCooldowns(deps: Deps): readonly CoolingDown[] {
  const now = deps.clock()
  const tenants = deps.tenants.list()
  return [...deps.caches.failingProviders.entries()].flatMap(([name, { until }]) => {
    const provider = name.slice(name.lastIndexOf('\n') + 1)
    const ofAccount = tenants.filter(({ meld }) => nameOf(meld, provider) === name).map(({ id }) => id)
    return now < until && ofAccount.length > 0 ? [{ provider, until, tenants: ofAccount }] : []
  })
}

/** Starts the cooldown of a provider that failed; a longer wait that it asked for is kept. */
export function recordFailure(deps: Deps, account: MeldAccount, provider: string, waitSeconds: number | null): void {
  const wait = Math.min(Math.max((waitSeconds ?? 0) * 1000, cooldownMs), cooldownMsMax)
  deps.caches.failingProviders.set(nameOf(account, provider), { until: deps.clock() + wait })
}

/** The provider opened a widget. */
export function recordSuccess(deps: Deps, account: MeldAccount, provider: string): void {
  const { failingProviders } = deps.caches
  const wasFailing = failingProviders.size > 0 && failingProviders.delete(nameOf(account, provider))
  if (wasFailing) deps.log.info({ provider }, 'provider works again')
}

function nameOf({ baseUrl, apiKey }: MeldAccount, provider: string): string {
  return `${baseUrl}\n${apiKey.reveal()}\n${provider}`
}
