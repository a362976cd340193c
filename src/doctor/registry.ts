import { type CheckId, checks as names } from '../domain/finding.ts'
import type { Check } from './check.ts'
import { databaseRole, disk, durability, isolation, partitions, pooler, postgresql, schema } from './database-checks.ts'
import { configuration, leftOutTenants, secrets } from './gateway-checks.ts'
import { heap, memory, node, openFiles } from './machine-checks.ts'
import { certificate, clock, operatorPort, outgoing, publicUrl, webhookAddress } from './network-checks.ts'
import { proxies } from './proxy-check.ts'
import { webhookHosts } from './receiver-check.ts'
import { identityKeys, meldAccount, meldWebhooks } from './tenant-checks.ts'

const byId: { readonly [Id in CheckId]: Check } = {
  configuration,
  left_out_tenants: leftOutTenants,
  secrets,
  public_url: publicUrl,
  webhook_address: webhookAddress,
  proxies,
  certificate,
  operator_port: operatorPort,
  outgoing,
  clock,
  identity_keys: identityKeys,
  meld_account: meldAccount,
  meld_webhooks: meldWebhooks,
  webhook_hosts: webhookHosts,
  postgresql,
  durability,
  isolation,
  pooler,
  database_role: databaseRole,
  schema,
  partitions,
  disk,
  node,
  open_files: openFiles,
  memory,
  heap,
}

/** All checks, in the order in which they are shown. Does not compile while one that is named is missing. */
export const allChecks: readonly Check[] = Object.values(byId)

/** The checks that a word means: the id of one, or the name of a group; none for any other word. */
export function checksNamed(word: string): readonly Check[] {
  return allChecks.filter(({ id }) => id === word || names[id].group === word)
}
