import { type FieldFault, GatewayError } from '../../domain/errors.ts'
import { knownProviders } from '../../domain/known-providers.ts'
import { didYouMean, nearestWords } from '../../domain/near-miss.ts'
import type { SwitchScope } from '../../domain/switch.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { catalogueOf } from '../catalogue/catalogue.ts'
import type { Deps } from '../deps.ts'

/** What is wrong with the names of a scope, as far as only this gateway knows: its tenants and its providers. */
export async function scopeFaults(
  deps: Deps,
  { tenant, provider }: Pick<SwitchScope, 'tenant' | 'provider'>,
): Promise<readonly FieldFault[]> {
  return [...tenantFaults(deps, tenant), ...(await providerFaults(deps, provider))]
}

/** That a tenant is none of this gateway's. */
export function tenantFaults({ tenants }: Deps, tenant: TenantId | null): readonly FieldFault[] {
  if (tenant === null || tenants.find(tenant) !== undefined) return []
  const ids = tenants.list().map(({ id }) => id)
  return [{ pointer: '/tenant', detail: `No tenant has this id. ${guessOf(tenant, ids)}` }]
}

/** That nobody knows a provider, neither Meld's list as we know it nor a catalogue. */
export async function providerFaults(
  deps: Deps,
  provider: string | null,
  pointer = '/provider',
): Promise<readonly FieldFault[]> {
  if (provider === null || knownProviders.includes(provider)) return []
  const names = [...new Set([...knownProviders, ...(await listedProviders(deps)).map((each) => each.provider)])].sort()
  if (names.includes(provider)) return []
  return [{ pointer, detail: `No provider here has this name. ${guessOf(provider, names)}` }]
}

function guessOf(text: string, words: readonly string[]): string {
  const meant = nearestWords(text, words)
  return meant.length > 0 ? didYouMean(meant) : `Known: ${words.join(', ')}.`
}

/** The providers of all tenants' catalogues, by name. */
export async function listedProviders(
  deps: Deps,
): Promise<readonly { readonly provider: string; readonly name: string }[]> {
  const catalogues = await Promise.all(deps.tenants.list().map((tenant) => catalogueOf(deps, tenant)))
  const names = new Map(
    catalogues.flatMap(
      (known) => known?.coverage.map(({ serviceProvider, name }) => [serviceProvider, name] as const) ?? [],
    ),
  )
  return [...names]
    .map(([provider, name]) => ({ provider, name }))
    .sort((a, b) => a.provider.localeCompare(b.provider, 'en'))
}

/** The refusal that names every fault. */
export function invalidFields(faults: readonly FieldFault[]): GatewayError {
  return new GatewayError('invalid_fields', {
    detail: faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join(' '),
    members: { errors: faults },
  })
}
