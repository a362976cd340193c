import { type Amount, parseAmount } from '../domain/amount.ts'
import type { AmountBound } from '../domain/amount-bound.ts'
import type { Catalogue, CoveragePart, ProviderCoverage } from '../domain/catalogue.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Direction } from '../domain/trade.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, objectOf, present, RowError, rowsOf, textOf, textOrNullOf } from '../postgres/row.ts'

/** A catalogue with when it was fetched. */
export interface StoredCatalogue {
  readonly catalogue: Catalogue
  /** A hash of the content. */
  readonly etag: string
  readonly fetchedAt: number
}

/** Stores a tenant's catalogue, unless the stored one was fetched later. */
export async function keepCatalogue(database: Database, tenant: TenantId, stored: StoredCatalogue): Promise<void> {
  const { query } = internalsOf(database).connection
  await query(
    'keep_catalogue',
    `insert into catalogues as c (tenant_id, etag, body, fetched_at) values ($1, $2, $3, $4)
     on conflict (tenant_id) do update
       set etag = excluded.etag, body = excluded.body, fetched_at = excluded.fetched_at
       where c.tenant_id = $1 and c.fetched_at <= excluded.fetched_at`,
    [tenant, stored.etag, JSON.stringify(stored.catalogue), new Date(stored.fetchedAt)],
  )
}

/**
 * The tenant's catalogue; undefined when there is none, or when another version wrote it in a form that this one cannot
 * read. With `known` given, the content is only sent by the database when it differs from that.
 */
export async function findCatalogue(
  database: Database,
  tenant: TenantId,
  known: StoredCatalogue | undefined,
): Promise<StoredCatalogue | undefined> {
  const { query } = internalsOf(database).connection
  const rows = await query(
    'find_catalogue',
    `select etag, fetched_at, case when etag is distinct from $2 then body end as body
     from catalogues where tenant_id = $1`,
    [tenant, known?.etag ?? null],
  )
  const [row] = rows
  if (row === undefined) return undefined
  try {
    const etag = textOf(row, 'etag')
    const fetchedAt = numberOf(row, 'fetched_at')
    const body = objectOf(row.body, 'body')
    if (body !== null) return { catalogue: readCatalogue(body), etag, fetchedAt }
    return known === undefined ? undefined : { ...known, fetchedAt }
  } catch (error) {
    if (error instanceof RowError) return undefined
    throw error
  }
}

/** When the catalogues of these tenants were fetched, in epoch milliseconds; those without one are left out. */
export async function findCatalogueAges(
  database: Database,
  tenants: readonly TenantId[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await internalsOf(database).connection.query(
    'find_catalogue_ages',
    'select tenant_id, fetched_at from catalogues where tenant_id = any($1::text[])',
    [tenants],
  )
  return new Map(rows.map((row) => [textOf(row, 'tenant_id'), numberOf(row, 'fetched_at')]))
}

function readCatalogue(body: Row): Catalogue {
  return {
    coverage: rowsOf(body, 'coverage').map(readCoverage),
    bounds: rowsOf(body, 'bounds').map(readBound),
    boundsComplete: body.boundsComplete === true,
    methods: rowsOf(body, 'methods').map((row) => ({
      method: textOf(row, 'method'),
      name: textOf(row, 'name'),
      type: textOrNullOf(row, 'type'),
    })),
  }
}

function readCoverage(row: Row): ProviderCoverage {
  return {
    serviceProvider: textOf(row, 'serviceProvider'),
    name: textOf(row, 'name'),
    direction: readDirection(row),
    countries: textsOf(row, 'countries'),
    assets: rowsOf(row, 'assets').map((asset) => ({
      symbol: textOf(asset, 'symbol'),
      chainId: numberOf(asset, 'chainId'),
    })),
    fiats: textsOf(row, 'fiats'),
    paymentMethods: rowsOf(row, 'paymentMethods').map((method) => ({
      method: textOf(method, 'method'),
      countries: textsOrNullOf(method, 'countries'),
    })),
    unknown: textsOf(row, 'unknown').map(readPart),
  }
}

function readBound(row: Row): AmountBound {
  return {
    serviceProvider: textOf(row, 'serviceProvider'),
    direction: readDirection(row),
    countries: textsOrNullOf(row, 'countries'),
    currency: textOf(row, 'currency'),
    chainId: numberOrNullOf(row, 'chainId'),
    paymentMethods: textsOrNullOf(row, 'paymentMethods'),
    minimum: readLimit(row, 'minimum'),
    maximum: readLimit(row, 'maximum'),
  }
}

function readDirection(row: Row): Direction {
  const direction = textOf(row, 'direction')
  if (direction !== 'buy' && direction !== 'sell') throw new RowError('direction')
  return direction
}

const parts: readonly CoveragePart[] = ['countries', 'assets', 'fiats', 'paymentMethods']

function readPart(text: string): CoveragePart {
  return present(
    parts.find((part) => part === text),
    'unknown',
  )
}

function readLimit(row: Row, field: string): Amount | null {
  const text = textOrNullOf(row, field)
  return text === null ? null : present(parseAmount(text), field)
}

function textsOf(row: Row, field: string): readonly string[] {
  return present(textsOrNullOf(row, field), field)
}

function textsOrNullOf(row: Row, field: string): readonly string[] | null {
  const value = row[field]
  if (value === null) return null
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw new RowError(field)
  return value
}
