import { createHash } from 'node:crypto'
import type { CatalogueOutcome, UpstreamFailure } from '../../aggregators/aggregator.ts'
import type { Catalogue } from '../../domain/catalogue.ts'
import { carryOver } from '../../domain/catalogue-merge.ts'
import { within } from '../../domain/deadline.ts'
import type { Tenant } from '../../domain/tenant.ts'
import { findCatalogue, findCatalogueAges, keepCatalogue, type StoredCatalogue } from '../../store/catalogues.ts'
import type { CatalogueEntry } from '../caches.ts'
import { accountOf, type Deps } from '../deps.ts'
import { explainFailure } from '../upstream-refusals.ts'

/** How often the discovery data is refreshed in the background. */
export const catalogueRefreshSeconds = 60 * 60
/** Older data is stale: its refresh is later than delays and its own duration explain. */
export const catalogueFreshMs = 75 * 60_000
/** Younger data is not refreshed: another process or run has just done it. */
const refreshAgeMinMs = 30 * 60_000
/** How often the cached catalogue is compared with the stored one. */
const recheckMs = 60_000
/** How often those who wait for nothing have a catalogue looked up that is not stored yet. */
const peekMs = 5_000
/** After a failure Meld is not asked again for this long. */
const retryMs = 30_000
/** How long those who can do without wait for the very first reading. */
const patienceMs = 2_000

/** A catalogue, and whether its refresh is overdue. */
export interface KnownCatalogue extends StoredCatalogue {
  readonly stale: boolean
}

/**
 * The tenant's catalogue; a stale one is given out while it is refreshed in the background. Waits for Meld only where
 * nothing is known yet. Throws `provider_unavailable` or `upstream_misconfigured`.
 */
export async function requireCatalogue(deps: Deps, tenant: Tenant): Promise<KnownCatalogue> {
  const entry = entryOf(deps, tenant)
  const known = await lookUp(deps, tenant, entry)
  if (known !== undefined) return known
  const failure = await refreshUnlessFailed(deps, tenant, entry)
  if (entry.known !== undefined) return judgeAge(deps, entry.known)
  throw explainFailure(deps, failure ?? { kind: 'unavailable', reason: 'no_catalogue', retryAfterSeconds: null })
}

/**
 * The same for those who can do without: undefined when nothing is known within two seconds. Never rejects, and answers at
 * once while what is known needs no second look.
 */
export function catalogueOf(deps: Deps, tenant: Tenant): Catalogue | undefined | Promise<Catalogue | undefined> {
  const entry = entryOf(deps, tenant)
  const { known, recheckAtMs } = entry
  const isSettled = known !== undefined && deps.clock() < recheckAtMs && !isStale(deps, known)
  return isSettled ? known.catalogue : lookUpWithin(deps, tenant, entry)
}

async function lookUpWithin(deps: Deps, tenant: Tenant, entry: CatalogueEntry): Promise<Catalogue | undefined> {
  try {
    const known = await lookUp(deps, tenant, entry)
    if (known !== undefined) return known.catalogue
    await within(patienceMs, refreshUnlessFailed(deps, tenant, entry), undefined)
    return entry.known?.catalogue
  } catch (err) {
    deps.log.warn({ tenant: tenant.id, err }, 'could not look up the catalogue')
    return undefined
  }
}

/**
 * What this process knows of the tenant's catalogue, for those who wait for nothing. Where that may be out of date, what
 * other processes have stored is read for the next one who asks.
 */
export function knownCatalogue(deps: Deps, tenant: Tenant): Catalogue | undefined {
  const entry = entryOf(deps, tenant)
  const now = deps.clock()
  if (now >= entry.recheckAtMs && now >= entry.peekAtMs) {
    entry.peekAtMs = now + peekMs
    catchUp(deps, tenant, entry).catch((err) =>
      deps.log.warn({ tenant: tenant.id, err }, 'could not look up the catalogue'),
    )
  }
  return entry.known?.catalogue
}

/**
 * Refreshes every tenant's discovery data, once for all that share a Meld account, unless it is young enough. One
 * tenant's failure is logged and does not hold up the others. Stops early when `signal` is aborted.
 */
export async function refreshCatalogues(deps: Deps, signal: AbortSignal): Promise<void> {
  const readings = new Map<string, Promise<CatalogueOutcome>>()
  const tenants = deps.tenants.list()
  const fetched = await findCatalogueAges(
    deps.database,
    tenants.map(({ id }) => id),
  )
  const isYoung = ({ id }: Tenant): boolean => deps.clock() - (fetched.get(id) ?? 0) < refreshAgeMinMs
  for (const tenant of tenants.filter((one) => !isYoung(one))) {
    if (signal.aborted) return
    const entry = entryOf(deps, tenant)
    await catchUp(deps, tenant, entry)
    if (entry.known !== undefined && deps.clock() - entry.known.fetchedAt < refreshAgeMinMs) continue
    const account = `${tenant.meld.baseUrl}\n${tenant.meld.apiKey.reveal()}`
    await refresh(deps, tenant, entry, () => {
      const reading = readings.get(account) ?? deps.aggregator.fetchCatalogue(accountOf(deps, tenant))
      readings.set(account, reading)
      return reading
    })
  }
}

function entryOf({ caches: { catalogues } }: Deps, { id }: Tenant): CatalogueEntry {
  const known = catalogues.get(id)
  if (known !== undefined) return known
  const entry: CatalogueEntry = {
    known: undefined,
    recheckAtMs: 0,
    peekAtMs: 0,
    failed: undefined,
    refreshing: undefined,
  }
  catalogues.set(id, entry)
  return entry
}

/** Reads what other processes have stored. */
async function catchUp(deps: Deps, tenant: Tenant, entry: CatalogueEntry): Promise<void> {
  const stored = await findCatalogue(deps.database, tenant.id, entry.known)
  if (stored !== undefined) keepNewer(deps, entry, stored)
  if (entry.known !== undefined) entry.recheckAtMs = deps.clock() + recheckMs
}

/** What is known without asking Meld; when that is stale, a refresh is started. */
async function lookUp(deps: Deps, tenant: Tenant, entry: CatalogueEntry): Promise<KnownCatalogue | undefined> {
  if (deps.clock() >= entry.recheckAtMs) await catchUp(deps, tenant, entry)
  if (entry.known === undefined) return undefined
  const known = judgeAge(deps, entry.known)
  // Not awaited: callers get the stale one meanwhile. It never rejects.
  if (known.stale) void refreshUnlessFailed(deps, tenant, entry)
  return known
}

function keepNewer({ metrics }: Deps, entry: CatalogueEntry, stored: StoredCatalogue): void {
  if (entry.known !== undefined && entry.known.fetchedAt > stored.fetchedAt) return
  entry.known = stored
  metrics.providersListed(stored.catalogue.coverage.map(({ serviceProvider }) => serviceProvider))
}

function judgeAge(deps: Deps, known: StoredCatalogue): KnownCatalogue {
  return { ...known, stale: isStale(deps, known) }
}

function isStale({ clock }: Deps, { fetchedAt }: StoredCatalogue): boolean {
  return clock() - fetchedAt > catalogueFreshMs
}

async function refreshUnlessFailed(
  deps: Deps,
  tenant: Tenant,
  entry: CatalogueEntry,
): Promise<UpstreamFailure | undefined> {
  const { failed } = entry
  if (failed !== undefined && deps.clock() < failed.untilMs) return failed.failure
  return refresh(deps, tenant, entry, () => deps.aggregator.fetchCatalogue(accountOf(deps, tenant)))
}

/** Concurrent callers share one reading. Never rejects. */
function refresh(
  deps: Deps,
  tenant: Tenant,
  entry: CatalogueEntry,
  read: () => Promise<CatalogueOutcome>,
): Promise<UpstreamFailure | undefined> {
  entry.refreshing ??= readAndKeep(deps, tenant, entry, read).finally(() => {
    entry.refreshing = undefined
  })
  return entry.refreshing
}

async function readAndKeep(
  deps: Deps,
  tenant: Tenant,
  entry: CatalogueEntry,
  read: () => Promise<CatalogueOutcome>,
): Promise<UpstreamFailure | undefined> {
  const fetchedAt = deps.clock()
  const outcome = await read()
  if (outcome.kind !== 'catalogue') {
    entry.failed = { untilMs: deps.clock() + retryMs, failure: outcome }
    deps.log.warn({ tenant: tenant.id, reason: outcome.reason }, 'could not read the discovery data')
    return outcome
  }
  const catalogue = carryOver(entry.known?.catalogue, outcome.catalogue)
  const stored = { catalogue, etag: hashOf(catalogue), fetchedAt }
  keepNewer(deps, entry, stored)
  entry.failed = undefined
  try {
    await keepCatalogue(deps.database, tenant.id, stored)
  } catch (err) {
    // This process can use it all the same, and the next refresh stores it.
    deps.log.warn({ tenant: tenant.id, err }, 'could not store the discovery data')
  }
  return undefined
}

function hashOf(catalogue: Catalogue): string {
  return createHash('sha256').update(JSON.stringify(catalogue)).digest('base64url').slice(0, 27)
}
