import type { CryptoAsset } from '../../domain/asset.ts'
import type { Catalogue, CoveragePart, MethodListing, ProviderCoverage } from '../../domain/catalogue.ts'
import type { Direction } from '../../domain/trade.ts'
import type { CatalogueOutcome, UpstreamAccount } from '../aggregator.ts'
import { groupBounds, type ListedBound, readFiatLimits, readOlderLimits } from './catalogue-limits.ts'
import { coveragePath, fiatLimitsPath, olderLimitsPaths, partnersPaths } from './catalogue-paths.ts'
import { beginReading, type Read, type Reading, type ReadingDeps, runBounded } from './catalogue-reading.ts'
import {
  type ListedPartner,
  type ReadMethod,
  readAssets,
  readCountries,
  readFiats,
  readMethods,
  readPartners,
} from './catalogue-replies.ts'
import type { Log } from './events.ts'

/** Calls under way at once: a reading is some hundred calls, and nobody waits for it. */
const concurrency = 4

/** One provider in one direction, while its parts are being read. */
interface Draft {
  readonly partner: ListedPartner
  readonly direction: Direction
  countries?: readonly string[]
  assets?: readonly CryptoAsset[]
  fiats?: readonly string[]
  paymentMethods?: readonly ReadMethod[]
}

/**
 * Makes the reader of Meld's discovery data: the present family first, the older one for what that does not give. A
 * part that neither gives is left out and named as unknown; what has no list of providers at all is a failure, and so
 * is a Meld that stops answering midway.
 */
export function createCatalogueFetch(
  deps: ReadingDeps & { readonly log: Log },
): (account: UpstreamAccount) => Promise<CatalogueOutcome> {
  return async (account) => {
    const reading = beginReading(deps, account)
    const partners = await reading.readEither((family) => partnersPaths[family], readPartners)
    if (partners.kind !== 'read') return partners
    if (partners.value.length === 0) return { kind: 'misconfigured', reason: 'no_partners' }
    const drafts: Draft[] = partners.value.flatMap((partner) =>
      partner.directions.map((direction) => ({ partner, direction })),
    )
    const codes = new Map<string, CryptoAsset>()
    // By part, not by provider: a provider that never answers must not look like Meld not answering.
    const tasks = partReaders.flatMap(({ part, read }) => drafts.map((draft) => ({ part, read, draft })))
    await runBounded(tasks, concurrency, async ({ part, read, draft }) => {
      const failure = await read(reading, draft, codes)
      if (failure === undefined) return
      const { partner, direction } = draft
      const { serviceProvider: provider } = partner
      deps.log(
        { event: 'catalogue_part_unread', part: `${provider} ${direction} ${part}`, ...failure },
        { ...account.about, provider },
      )
    })
    const bounds = await readBounds(
      reading,
      (event) => deps.log(event, account.about),
      (code) => codes.get(code),
    )
    const ended = reading.ended()
    if (ended !== undefined) return ended
    return { kind: 'catalogue', catalogue: assemble(drafts, bounds) }
  }
}

interface Unread {
  readonly reason: string
}

/** Reads one part into its draft; tells why when it cannot. Codes of assets are collected on the way. */
interface PartReader {
  readonly part: CoveragePart
  readonly read: (reading: Reading, draft: Draft, codes: Map<string, CryptoAsset>) => Promise<Unread | undefined>
}

const partReaders: readonly PartReader[] = [
  {
    part: 'countries',
    read: async (reading, draft) =>
      keep(await reading.readEither(pathsOf('countries', draft), readCountries), (value) => {
        draft.countries = value
      }),
  },
  {
    part: 'assets',
    read: async (reading, draft, codes) =>
      keep(await reading.readEither(pathsOf('assets', draft), readAssets), (value) => {
        draft.assets = value.map(({ asset }) => asset)
        for (const { asset, code } of value) codes.set(code, asset)
      }),
  },
  {
    part: 'fiats',
    read: async (reading, draft) =>
      keep(await reading.readEither(pathsOf('fiats', draft), readFiats), (value) => {
        draft.fiats = value
      }),
  },
  {
    part: 'paymentMethods',
    read: async (reading, draft) =>
      keep(await reading.readEither(pathsOf('paymentMethods', draft), readMethods), (value) => {
        draft.paymentMethods = value
      }),
  },
]

function pathsOf(part: CoveragePart, { partner, direction }: Draft) {
  return (family: Parameters<typeof coveragePath>[0]) => coveragePath(family, part, partner.serviceProvider, direction)
}

function keep<T>(read: Read<T>, store: (value: T) => void): Unread | undefined {
  if (read.kind !== 'read') return { reason: read.reason }
  store(read.value)
  return undefined
}

/** The present family's limits, and the older one's for the providers and currencies of which that has none. */
async function readBounds(
  reading: Reading,
  log: Log,
  assetOf: (code: string) => CryptoAsset | undefined,
): Promise<{ readonly listed: readonly ListedBound[]; readonly complete: boolean }> {
  const present = await reading.read(fiatLimitsPath, readFiatLimits)
  const purchases = await reading.read(olderLimitsPaths.buy, (text) => readOlderLimits(text, 'buy', assetOf))
  const sells = await reading.read(olderLimitsPaths.sell, (text) => readOlderLimits(text, 'sell', assetOf))
  const parts = { 'fiat limits': present, 'purchase limits': purchases, 'sell limits': sells }
  for (const [part, read] of Object.entries(parts)) {
    if (read.kind !== 'read') log({ event: 'catalogue_part_unread', part, reason: read.reason })
  }
  const listed = present.kind === 'read' ? present.value : []
  const known = new Set(listed.map(legOf))
  const older = [purchases, sells].flatMap((read) => (read.kind === 'read' ? read.value : []))
  const reads = [present, purchases, sells]
  return {
    listed: [...listed, ...older.filter((bound) => !known.has(legOf(bound)))],
    complete: reads.every(({ kind }) => kind === 'read'),
  }
}

function legOf({ serviceProvider, direction, currency, chainId }: ListedBound): string {
  return `${serviceProvider} ${direction} ${currency} ${chainId}`
}

/** Puts it together in an order of its own, so that equal data gives an equal catalogue. */
function assemble(
  drafts: readonly Draft[],
  { listed, complete }: { readonly listed: readonly ListedBound[]; readonly complete: boolean },
): Catalogue {
  const served = new Set(drafts.map(({ partner, direction }) => `${partner.serviceProvider} ${direction}`))
  return {
    coverage: sortBy(drafts.map(finish), ({ serviceProvider, direction }) => `${serviceProvider} ${direction}`),
    bounds: groupBounds(listed.filter((bound) => served.has(`${bound.serviceProvider} ${bound.direction}`))),
    boundsComplete: complete,
    methods: listMethods(drafts),
  }
}

function finish({ partner, direction, ...parts }: Draft): ProviderCoverage {
  const assets = (parts.assets ?? []).map(({ symbol, chainId }) => ({ symbol, chainId }))
  return {
    serviceProvider: partner.serviceProvider,
    name: partner.name,
    direction,
    countries: [...new Set(parts.countries)].sort(),
    assets: sortBy(assets, ({ symbol, chainId }) => `${symbol} ${chainId}`),
    fiats: [...new Set(parts.fiats)].sort(),
    paymentMethods: placeMethods(parts.paymentMethods ?? []),
    unknown: partReaders.map(({ part }) => part).filter((part) => parts[part] === undefined),
  }
}

function placeMethods(methods: readonly ReadMethod[]): ProviderCoverage['paymentMethods'] {
  const places = new Map<string, Set<string | null>>()
  for (const { method, country } of methods) {
    const known = places.get(method)
    if (known === undefined) places.set(method, new Set([country]))
    else known.add(country)
  }
  const placed = [...places].map(([method, found]) => {
    const countries = [...found].filter((country) => country !== null).sort()
    return { method, countries: found.has(null) ? null : countries }
  })
  return sortBy(placed, ({ method }) => method)
}

function listMethods(drafts: readonly Draft[]): readonly MethodListing[] {
  const listings = new Map<string, MethodListing>()
  for (const { paymentMethods } of drafts) {
    for (const { method, name, type } of paymentMethods ?? []) {
      if (!listings.has(method)) listings.set(method, { method, name, type })
    }
  }
  return sortBy([...listings.values()], ({ method }) => method)
}

function sortBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : Number(keyOf(a) > keyOf(b))))
}
