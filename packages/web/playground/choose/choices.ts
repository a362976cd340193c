import type { SupportedValues } from '@rampway/client'
import type { Choice } from '../../ui/select.tsx'

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' })

/** The countries that somebody serves, by name. */
export function countryChoices(values: SupportedValues | undefined, chosen: string): readonly Choice[] {
  const codes = values?.countries.map(({ country_code }) => country_code) ?? []
  return withChosen(codes, chosen)
    .map((code) => ({ value: code, label: nameOfCountry(code), note: code }))
    .sort((a, b) => a.label.localeCompare(b.label))
}

export function fiatChoices(values: SupportedValues | undefined, chosen: string): readonly Choice[] {
  const names = new Map(values?.fiats.map(({ symbol, name }) => [symbol, name]))
  return withChosen([...names.keys()], chosen).map((symbol) => noted(symbol, symbol, names.get(symbol)))
}

export function assetChoices(values: SupportedValues | undefined, chosen: string): readonly Choice[] {
  const names = new Map(values?.assets.map(({ symbol, name }) => [symbol, name]))
  return withChosen([...names.keys()], chosen).map((symbol) => noted(symbol, symbol, names.get(symbol)))
}

/** The chains that an asset is on. */
export function chainChoices(values: SupportedValues | undefined, asset: string, chosen: number): readonly Choice[] {
  const names = new Map(values?.chains.map(({ chain_id, name }) => [chain_id, name]))
  return withChosen(chainsOf(values, asset), chosen).map((id) =>
    noted(String(id), names.get(id) ?? `Chain ${id}`, String(id)),
  )
}

/** The ids of the chains that an asset is on. */
export function chainsOf(values: SupportedValues | undefined, asset: string): readonly number[] {
  return values?.assets.filter(({ symbol }) => symbol === asset).map(({ chain_id }) => chain_id) ?? []
}

/** The methods that may be asked for, and any. */
export function methodChoices(values: SupportedValues | undefined, chosen: string): readonly Choice[] {
  const methods = values?.payment_methods.filter(({ accepted }) => accepted) ?? []
  const names = new Map(methods.map(({ payment_method_type, name }) => [payment_method_type, name]))
  const types = withChosen([...names.keys()], chosen).filter((type) => type !== 'any')
  return [{ value: 'any', label: 'Any method' }, ...types.map((type) => noted(type, names.get(type) ?? type, type))]
}

/** A country in English; its code where it has no name. */
export function nameOfCountry(code: string): string {
  try {
    return countryNames.of(code) ?? code
  } catch {
    return code
  }
}

/** What is chosen can always be seen, before the list is there and when the list lacks it. */
function withChosen<Value>(values: readonly Value[], chosen: Value): readonly Value[] {
  return values.includes(chosen) ? values : [...values, chosen]
}

function noted(value: string, label: string, note: string | undefined): Choice {
  return note === undefined || note === label ? { value, label } : { value, label, note }
}
