import type { MeldAccount } from '../../domain/tenant.ts'
import type { Deps } from '../deps.ts'

/** How long a provider that failed is passed over: long enough to spare callers, short enough to notice its return. */
export const passedOverMs = 30_000
/** The longest that a `Retry-After` may make of it. */
export const passedOverMsMax = 5 * 60_000

/**
 * Whether the provider failed at this account so lately that others come first. Once the time is over one caller is
 * let through to try it, and for everybody else it counts as failing until that attempt has ended, or for as long again.
 */
export function isPassedOver(deps: Deps, account: MeldAccount, provider: string): boolean {
  const { failingProviders } = deps.caches
  const name = nameOf(account, provider)
  const failing = failingProviders.get(name)
  if (failing === undefined) return false
  const now = deps.clock()
  if (now < failing.until) return true
  failingProviders.set(name, { until: now + passedOverMs })
  return false
}

/** The provider failed, and may do so again: it is passed over for a while, longer when it asked for a longer wait. */
export function recordFailure(deps: Deps, account: MeldAccount, provider: string, waitSeconds: number | null): void {
  const wait = Math.min(Math.max((waitSeconds ?? 0) * 1000, passedOverMs), passedOverMsMax)
  deps.caches.failingProviders.set(nameOf(account, provider), { until: deps.clock() + wait })
}

/** The provider opened a widget. */
export function recordSuccess(deps: Deps, account: MeldAccount, provider: string): void {
  const wasFailing = deps.caches.failingProviders.delete(nameOf(account, provider))
  if (wasFailing) deps.log.info({ provider }, 'provider works again')
}

function nameOf({ baseUrl, apiKey }: MeldAccount, provider: string): string {
  return `${baseUrl}\n${apiKey.reveal()}\n${provider}`
}
