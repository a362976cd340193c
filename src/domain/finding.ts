import type { TenantId } from './tenant.ts'

/** How bad a finding is. `skipped`: it could not be looked at here, and says why. */
export type Severity = 'ok' | 'info' | 'warning' | 'error' | 'skipped'

/** All severities, the worst first. */
export const worstFirst: readonly Severity[] = ['error', 'warning', 'info', 'ok', 'skipped']

/** What the doctor looks at, in the order in which it is shown. `docs/doctor.md` has an anchor of each name. */
export const checks = {
  configuration: { title: 'Configuration', group: 'gateway' },
  left_out_tenants: { title: 'Tenants left out', group: 'gateway' },
  secrets: { title: 'Secrets', group: 'gateway' },
  public_url: { title: 'Public URL', group: 'network' },
  webhook_address: { title: 'Webhook address', group: 'network' },
  proxies: { title: 'Proxies in front', group: 'network' },
  certificate: { title: 'TLS certificate', group: 'network' },
  operator_port: { title: 'Operator port', group: 'network' },
  outgoing: { title: 'Outgoing connections', group: 'network' },
  clock: { title: 'Clock', group: 'network' },
  identity_keys: { title: 'Identity keys', group: 'tenants' },
  meld_account: { title: 'Meld account', group: 'tenants' },
  meld_webhooks: { title: 'Meld webhooks', group: 'tenants' },
  webhook_hosts: { title: 'Hosts of webhook endpoints', group: 'tenants' },
  postgresql: { title: 'PostgreSQL', group: 'database' },
  durability: { title: 'Durability', group: 'database' },
  isolation: { title: 'Isolation of transactions', group: 'database' },
  pooler: { title: 'Connection pooler', group: 'database' },
  database_role: { title: 'Database role', group: 'database' },
  schema: { title: 'Schema', group: 'database' },
  partitions: { title: 'Partitions', group: 'database' },
  disk: { title: 'Disk', group: 'database' },
  node: { title: 'Node.js', group: 'machine' },
  open_files: { title: 'Open files', group: 'machine' },
  memory: { title: 'Memory', group: 'machine' },
  heap: { title: 'Heap', group: 'machine' },
} as const satisfies Record<string, { readonly title: string; readonly group: string }>

/** The name of a check: the id of its findings, and the label of its gauge. */
export type CheckId = keyof typeof checks

/** What one check found, about the whole gateway or one tenant. Never holds a secret. */
export interface Finding {
  readonly id: CheckId
  readonly title: string
  readonly severity: Severity
  /** What is so. */
  readonly found: string
  /** What should be. */
  readonly expected: string
  /** What it leads to. */
  readonly why: string
  /** What to do; empty when there is nothing to do. */
  readonly fix: string
  /** Where to read on, such as `docs/doctor.md#clock`. */
  readonly docs: string
  /** Null: the gateway as a whole. */
  readonly tenant: TenantId | null
  readonly tookMs: number
  /** In epoch milliseconds. */
  readonly checkedAt: number
}
