import { type FilterForm, TimeFilter, TypedFilter, tenantForm } from '../../parts/filter-fields.tsx'
import type { Filters } from '../../parts/filters.ts'
import { Select } from '../../ui/select.tsx'
import { sessionStatuses, statusInWords } from '../../ui/session-status.ts'

/** The names that sessions are narrowed by, as the operator API has them. */
export const sessionFilterNames = [
  'tenant',
  'status',
  'service_provider',
  'country_code',
  'payment_method_type',
  'direction',
  'user',
  'created_after',
  'created_before',
] as const

const countryForm: FilterForm = { pattern: /^[A-Z]{2}$/, words: 'Two letters' }
const userForm: FilterForm = { pattern: /^usr_[\w-]{27}$/, words: 'A whole usr_…; Find takes subjects' }

const any = { value: '', label: 'Any' }

const statusChoices = [any, ...sessionStatuses.map((status) => ({ value: status, label: statusInWords(status).word }))]
const directionChoices = [any, { value: 'buy', label: 'Buy' }, { value: 'sell', label: 'Sell' }]

/** The fields that narrow the list of sessions. */
export function SessionFilters({ filters }: { readonly filters: Filters }) {
  return (
    <search className="filter-bar" aria-label="Filters">
      <Select
        label="Status"
        value={filters.of('status')}
        choices={statusChoices}
        onChange={(status) => filters.change({ status })}
      />
      <Select
        label="Direction"
        value={filters.of('direction')}
        choices={directionChoices}
        onChange={(direction) => filters.change({ direction })}
      />
      <TypedFilter filters={filters} name="service_provider" label="Provider" placeholder="TRANSAK" isUpperCase />
      <TypedFilter
        filters={filters}
        name="country_code"
        label="Country"
        placeholder="DE"
        isUpperCase
        form={countryForm}
      />
      <TypedFilter filters={filters} name="payment_method_type" label="Method" placeholder="SEPA" isUpperCase />
      <TypedFilter filters={filters} name="tenant" label="Tenant" placeholder="org:env" form={tenantForm} />
      <TypedFilter filters={filters} name="user" label="User" placeholder="usr_…" form={userForm} />
      <TimeFilter filters={filters} name="created_after" label="Created after" />
      <TimeFilter filters={filters} name="created_before" label="Created before" />
    </search>
  )
}
