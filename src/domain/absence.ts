import Big from 'big.js'
import { type Amount, compareAmounts } from './amount.ts'
import { type Catalogue, type NearestChange, type Wish, whyUnavailable } from './catalogue.ts'
import type { Limit } from './quote.ts'

/** Why a provider is not among the quotes, and what would bring it in. */
export interface Absence {
  /** Null when it is not one provider's affair, or not known whose. */
  readonly serviceProvider: string | null
  /** Machine-readable and stable. */
  readonly reason: string
  /** For people; only where a reason says too little. */
  readonly detail?: string
  readonly limit?: Limit
  readonly nearest?: NearestChange
}

/** What is known about a list of quotes. */
export interface Attendance {
  /** The providers that are in it. */
  readonly present: ReadonlySet<string>
  /** Who was left out for a reason of their own, in the order found. */
  readonly leftOut: readonly Absence[]
  /** Why there is no list at all, when there is none. */
  readonly refused: Absence | null
  /** Undefined when it cannot be had. */
  readonly catalogue: Catalogue | undefined
  readonly wish: Wish
}

/**
 * Everybody who is missing from a list of quotes, each once, with a reason; whoever is had most easily stands first: by
 * another amount or method, the nearest amount leading, then by another country. A general refusal is told too, before
 * the rest, unless a provider's own entry already tells as much. Nobody missing and nobody present is a dead end
 * as well, and says so.
 */
export function listAbsences({ present, leftOut, refused, catalogue, wish }: Attendance): Absence[] {
  const absences = new Map<string, Absence>()
  for (const absence of leftOut) {
    const { serviceProvider, reason } = absence
    const name = serviceProvider ?? `\0${reason}`
    if (!present.has(name) && !absences.has(name)) absences.set(name, absence)
  }
  for (const serviceProvider of providersOf(catalogue)) {
    if (present.has(serviceProvider) || absences.has(serviceProvider)) continue
    const why = catalogue && whyUnavailable(catalogue, serviceProvider, wish)
    if (why !== undefined) absences.set(serviceProvider, { serviceProvider, ...why })
  }
  const listed = [...absences.values()].sort((a, b) => compareEase(a, b, wish.sourceAmount))
  if (refused !== null && !listed.some((absence) => tellsAsMuch(absence, refused))) return [refused, ...listed]
  return listed.length === 0 && present.size === 0 ? [nobody] : listed
}

/** An entry of one provider's with the same reason and limit; where the refusal names no figure, any limit says more. */
function tellsAsMuch({ reason, limit }: Absence, refused: Absence): boolean {
  const told = limit?.amount ?? null
  const general = refused.limit?.amount ?? null
  return reason === refused.reason && told !== null && (general === null || compareAmounts(told, general) === 0)
}

function compareEase(a: Absence, b: Absence, asked: Amount): number {
  const byChange = changeRank(a) - changeRank(b)
  if (byChange !== 0) return byChange
  return amountToMove(a, asked).cmp(amountToMove(b, asked))
}

function changeRank({ nearest }: Absence): number {
  if (nearest === undefined) return 2
  return nearest.country === undefined ? 0 : 1
}

function amountToMove({ nearest }: Absence, asked: Amount): Big {
  return new Big(nearest?.sourceAmount ?? asked).minus(asked).abs()
}

const nobody: Absence = {
  serviceProvider: null,
  reason: 'no_offer',
  detail: 'No provider offers this trade. Try another amount, payment method, country or asset.',
}

function providersOf(catalogue: Catalogue | undefined): string[] {
  return [...new Set(catalogue?.coverage.map(({ serviceProvider }) => serviceProvider))].sort()
}
