import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { CatalogueOutcome, UpstreamFailure } from '../../aggregators/aggregator.ts'
import type { Catalogue } from '../../domain/catalogue.ts'
import { carryOver } from '../../domain/catalogue-merge.ts'
import { within } from '../../domain/deadline.ts'
import type { Tenant, TenantId } from '../../domain/tenant.ts'
import { findCatalogue, findCatalogueAges, keepCatalogue, type StoredCatalogue } from '../../store/catalogues.ts'
import { accountOf, type Deps } from '../deps.ts'
import { explainFailure } from '../upstream-refusals.ts'

/** How often the discovery data is read anew in the background. */
export const catalogueRefreshSeconds = 60 * 60
/** Past this age it counts as stale: a refresh is overdue, by more than it takes and may be late. */
export const catalogueFreshMs = 75 * 60_000
/** Data this young needs no refresh: another process or another run has just done it. */
const refreshAgeMinMs = 30 * 60_000
/** What this process holds is compared with the store's this often. */
const recheckMs = 60_000
/** After a failed reading Meld is left alone for this long. */
const retryMs = 30_000
/** Longest that somebody waits for the very first reading who can also do without. */
const patienceMs = 2_000
/** Tenants whose catalogue is held in memory; one takes some hundred kilobytes. */
const tenantsMax = 200

/** A catalogue, and whether it should have been refreshed by now. */
export interface KnownCatalogue extends StoredCatalogue {
  readonly stale: boolean
}

/** What this process knows of one tenant's catalogue. */
interface Shelf {
  known: StoredCatalogue | undefined
  /** When `known` is next compared with the store's. */
  recheckAtMs: number
  /** When a failed reading may be tried again, and how it failed. */
  failed: { readonly untilMs: number; readonly failure: UpstreamFailure } | undefined
  refreshing: Promise<UpstreamFailure | undefined> | undefined
}

/** Catalogues in memory, with the readings under way. */
export type CatalogueShelves = LRUCache<TenantId, Shelf>

/** Makes the memory. */
export function createCatalogueShelves(): CatalogueShelves {
  return new LRUCache({ max: tenantsMax })
}

/**
 * The tenant's catalogue, as new as it is known; a stale one is given out while a refresh goes on behind it. Only where
 * nothing is known at all does it wait for Meld. Throws `provider_unavailable` or `upstream_misconfigured`.
 */
export async function requireCatalogue(deps: Deps, tenant: Tenant): Promise<KnownCatalogue> {
  const shelf = shelfOf(deps, tenant)
  const known = await lookUp(deps, tenant, shelf)
  if (known !== undefined) return known
  const failure = await refreshUnlessFailed(deps, tenant, shelf)
  if (shelf.known !== undefined) return judgeAge(deps, shelf.known)
  throw explainFailure(deps, failure ?? { kind: 'unavailable', reason: 'no_catalogue', retryAfterSeconds: null })
}

/** The same for those who can do without: undefined when nothing is known within two seconds. Never rejects. */
export async function catalogueOf(deps: Deps, tenant: Tenant): Promise<Catalogue | undefined> {
  const shelf = shelfOf(deps, tenant)
  try {
    const known = await lookUp(deps, tenant, shelf)
    if (known !== undefined) return known.catalogue
    await within(patienceMs, refreshUnlessFailed(deps, tenant, shelf), undefined)
    return shelf.known?.catalogue
  } catch (err) {
    deps.log.warn({ tenant: tenant.id, err }, 'could not look up the catalogue')
    return undefined
  }
}

/**
 * Reads every tenant's discovery data anew, once for all that share a Meld account; data that is young enough is left
 * as it is. One tenant's failure is logged and does not hold up the others. Stops early when `signal` is aborted.
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
    const shelf = shelfOf(deps, tenant)
    await catchUp(deps, tenant, shelf)
    if (shelf.known !== undefined && deps.clock() - shelf.known.fetchedAt < refreshAgeMinMs) continue
    const account = `${tenant.meld.baseUrl}\n${tenant.meld.apiKey.reveal()}`
    await refresh(deps, tenant, shelf, () => {
      const reading = readings.get(account) ?? deps.aggregator.fetchCatalogue(accountOf(deps, tenant))
      readings.set(account, reading)
      return reading
    })
  }
}

function shelfOf({ catalogues }: Deps, { id }: Tenant): Shelf {
  const known = catalogues.get(id)
  if (known !== undefined) return known
  const shelf: Shelf = { known: undefined, recheckAtMs: 0, failed: undefined, refreshing: undefined }
  catalogues.set(id, shelf)
  return shelf
}

/** Brings in what other processes have stored. */
async function catchUp(deps: Deps, tenant: Tenant, shelf: Shelf): Promise<void> {
  const stored = await findCatalogue(deps.database, tenant.id, shelf.known)
  if (stored !== undefined) keepNewer(deps, shelf, stored)
  if (shelf.known !== undefined) shelf.recheckAtMs = deps.clock() + recheckMs
}

/** What is known without asking Meld; when that is stale, a refresh begins behind it. */
async function lookUp(deps: Deps, tenant: Tenant, shelf: Shelf): Promise<KnownCatalogue | undefined> {
  if (deps.clock() >= shelf.recheckAtMs) await catchUp(deps, tenant, shelf)
  if (shelf.known === undefined) return undefined
  const known = judgeAge(deps, shelf.known)
  // Not awaited: nobody waits for what is stale to be renewed, and it never rejects.
  if (known.stale) void refreshUnlessFailed(deps, tenant, shelf)
  return known
}

function keepNewer({ metrics }: Deps, shelf: Shelf, stored: StoredCatalogue): void {
  if (shelf.known !== undefined && shelf.known.fetchedAt > stored.fetchedAt) return
  shelf.known = stored
  metrics.providersListed(stored.catalogue.coverage.map(({ serviceProvider }) => serviceProvider))
}

function judgeAge(deps: Deps, known: StoredCatalogue): KnownCatalogue {
  return { ...known, stale: deps.clock() - known.fetchedAt > catalogueFreshMs }
}

async function refreshUnlessFailed(deps: Deps, tenant: Tenant, shelf: Shelf): Promise<UpstreamFailure | undefined> {
  const { failed } = shelf
  if (failed !== undefined && deps.clock() < failed.untilMs) return failed.failure
  return refresh(deps, tenant, shelf, () => deps.aggregator.fetchCatalogue(accountOf(deps, tenant)))
}

/** One reading at a time; who comes meanwhile shares it. Never rejects. */
function refresh(
  deps: Deps,
  tenant: Tenant,
  shelf: Shelf,
  read: () => Promise<CatalogueOutcome>,
): Promise<UpstreamFailure | undefined> {
  shelf.refreshing ??= readAndKeep(deps, tenant, shelf, read).finally(() => {
    shelf.refreshing = undefined
  })
  return shelf.refreshing
}

async function readAndKeep(
  deps: Deps,
  tenant: Tenant,
  shelf: Shelf,
  read: () => Promise<CatalogueOutcome>,
): Promise<UpstreamFailure | undefined> {
  const fetchedAt = deps.clock()
  const outcome = await read()
  if (outcome.kind !== 'catalogue') {
    shelf.failed = { untilMs: deps.clock() + retryMs, failure: outcome }
    deps.log.warn({ tenant: tenant.id, reason: outcome.reason }, 'could not read the discovery data')
    return outcome
  }
  const catalogue = carryOver(shelf.known?.catalogue, outcome.catalogue)
  const stored = { catalogue, etag: hashOf(catalogue), fetchedAt }
  keepNewer(deps, shelf, stored)
  shelf.failed = undefined
  try {
    await keepCatalogue(deps.database, tenant.id, stored)
  } catch (err) {
    // This process can serve it all the same; the next refresh stores it.
    deps.log.warn({ tenant: tenant.id, err }, 'could not store the discovery data')
  }
  return undefined
}

function hashOf(catalogue: Catalogue): string {
  return createHash('sha256').update(JSON.stringify(catalogue)).digest('base64url').slice(0, 27)
}
