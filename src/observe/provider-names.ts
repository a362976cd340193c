/** More providers than Meld has. */
const providersMax = 100
const providerPattern = /^[A-Z0-9_]{1,40}$/

/** Providers as the label that all metrics about them share. */
export interface ProviderNames {
  /** Takes names that Meld itself listed; those beyond the bound stay `other`. */
  readonly list: (providers: readonly string[]) => void
  /** The label: the name if it is a listed one, `other` for one that anybody may have made up, `none` for null. */
  readonly labelOf: (provider: string | null) => string
}

/** Knows no listed name at first. */
export function createProviderNames(): ProviderNames {
  const names = new Set<string>()
  return {
    list: (providers) => {
      for (const provider of providers) {
        if (names.size < providersMax && providerPattern.test(provider)) names.add(provider)
      }
    },
    labelOf: (provider) => (provider === null ? 'none' : names.has(provider) ? provider : 'other'),
  }
}
