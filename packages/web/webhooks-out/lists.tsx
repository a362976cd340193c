import type { ReactNode } from 'react'
import type { Filters } from '../parts/filters.ts'
import { Pager } from '../parts/pager.tsx'
import { Problem, Waiting } from '../parts/problem.tsx'
import { Select } from '../ui/select.tsx'
import { EmptyState } from '../ui/states.tsx'
import { useViewer } from './viewer.ts'

/** The tenant that a list is of: the one in the address, else the first. Empty where there is none. */
export function useTenant(filters: Filters): string {
  const { tenants } = useViewer()
  return filters.of('tenant') || (tenants[0] ?? '')
}

/** What a list is narrowed by, as its call takes it: operators name the tenant. */
export function useListQuery(filters: Filters, tenant: string): Readonly<Record<string, string>> {
  const { isOperator } = useViewer()
  const { tenant: _, ...query } = filters.query
  return isOperator && tenant !== '' ? { ...query, tenant } : query
}

/** Leads from one tenant's list to another's; nothing where there is no choice. */
export function TenantFilter({ filters, tenant, isAnyAllowed = false }: TenantFilterProps) {
  const { tenants } = useViewer()
  const named = tenants.includes(tenant) || tenant === '' ? tenants : [tenant, ...tenants]
  if (named.length < 2) return null
  const any = isAnyAllowed ? [{ value: '', label: 'Any' }] : []
  return (
    <Select
      label="Tenant"
      value={tenant}
      choices={[...any, ...named.map((value) => ({ value, label: value }))]}
      onChange={(chosen) => filters.change({ tenant: chosen, webhook_endpoint: '' })}
    />
  )
}

interface TenantFilterProps {
  readonly filters: Filters
  readonly tenant: string
  readonly isAnyAllowed?: boolean
}

/** What a list shows once it is read, and until then. */
export interface ListProps<Page> {
  readonly read: {
    readonly data: Page | undefined
    readonly error: unknown
    readonly refetch: () => unknown
  }
  readonly filters: Filters
  /** Says that there is nothing, and how that changes. */
  readonly empty: { readonly title: string; readonly text: string; readonly narrowed: string }
  readonly isEmpty: (page: Page) => boolean
  readonly children: (page: Page) => ReactNode
}

export function List<Page extends { readonly _links: { readonly next?: { readonly href: string } } }>(
  props: ListProps<Page>,
) {
  const { read, filters, empty, isEmpty, children } = props
  const { data, error, refetch } = read
  if (error !== null) return <Problem error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Waiting rows={8} height="3rem" />
  if (isEmpty(data)) {
    const isNarrowed = Object.keys(filters.query).some((name) => name !== 'tenant')
    const text = data._links.next !== undefined ? 'Older ones may: look on.' : isNarrowed ? undefined : empty.text
    return (
      <>
        <EmptyState title={isNarrowed ? empty.narrowed : empty.title}>{text !== undefined && <p>{text}</p>}</EmptyState>
        <Pager filters={filters} links={data._links} />
      </>
    )
  }
  return (
    <>
      {children(data)}
      <Pager filters={filters} links={data._links} />
    </>
  )
}
