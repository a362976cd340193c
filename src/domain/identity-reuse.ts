/** Providers that can take over an identity check done elsewhere, so that the user need not be checked again. */
const reusing: ReadonlySet<string> = new Set(['MERCURYO', 'PAYBIS', 'TOPPER', 'UNLIMIT'])

/** Whether a provider can reuse the user's existing verification. From Meld's list of providers that share checks. */
export function reusesIdentity(serviceProvider: string): boolean {
  return reusing.has(serviceProvider)
}
