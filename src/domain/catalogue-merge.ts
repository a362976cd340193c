import type { Catalogue, CoveragePart, ProviderCoverage } from './catalogue.ts'

/**
 * A newly read catalogue, with the parts that could not be read taken from the previous one: what a provider serves
 * seldom changes. A provider that is no longer listed is dropped.
 */
export function carryOver(previous: Catalogue | undefined, next: Catalogue): Catalogue {
  if (previous === undefined) return next
  const before = new Map(previous.coverage.map((coverage) => [nameOf(coverage), coverage]))
  const coverage = next.coverage.map((read) => fillIn(read, before.get(nameOf(read))))
  const listed = new Set(coverage.map(nameOf))
  const known = new Set(next.methods.map(({ method }) => method))
  const served = new Set(coverage.flatMap(({ paymentMethods }) => paymentMethods.map(({ method }) => method)))
  return {
    coverage,
    bounds: next.boundsComplete ? next.bounds : [...next.bounds, ...missingBounds(previous, next, listed)],
    boundsComplete: next.boundsComplete,
    methods: [...next.methods, ...previous.methods.filter(({ method }) => served.has(method) && !known.has(method))],
  }
}

function fillIn(read: ProviderCoverage, before: ProviderCoverage | undefined): ProviderCoverage {
  if (before === undefined) return read
  const pick = <Part extends CoveragePart>(part: Part): ProviderCoverage[Part] =>
    read.unknown.includes(part) ? before[part] : read[part]
  return {
    ...read,
    countries: pick('countries'),
    assets: pick('assets'),
    fiats: pick('fiats'),
    paymentMethods: pick('paymentMethods'),
    unknown: read.unknown.filter((part) => before.unknown.includes(part)),
  }
}

/** The previous bounds on every direction and leg of a provider that the new ones do not cover. */
function missingBounds(previous: Catalogue, next: Catalogue, listed: ReadonlySet<string>): Catalogue['bounds'] {
  const legs = new Set(next.bounds.map(legOf))
  return previous.bounds.filter((bound) => listed.has(nameOf(bound)) && !legs.has(legOf(bound)))
}

function nameOf({ serviceProvider, direction }: Pick<ProviderCoverage, 'serviceProvider' | 'direction'>): string {
  return `${serviceProvider} ${direction}`
}

function legOf(bound: Catalogue['bounds'][number]): string {
  return `${nameOf(bound)} ${bound.currency} ${bound.chainId}`
}
