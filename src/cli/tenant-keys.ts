import { type Command, InvalidArgumentError } from 'commander'
import { tenantKeyMembers } from '../contract/operator-tenant-keys.ts'
import { isPartnerScope, type PartnerScope, partnerScopes } from '../domain/partner.ts'
import type { TenantId } from '../domain/tenant.ts'
import {
  readTenantKeyName,
  type TenantKey,
  tenantKeyDaysDefault,
  tenantKeyDaysMax,
  tenantKeyNameLengthMax,
  tenantKeyState,
} from '../domain/tenant-key.ts'
import { configuredTenant } from '../operations/operator/configured-tenant.ts'
import { makePortalLink } from '../operations/operator/portal-links.ts'
import { listKeys, makeKey, revokeKey } from '../operations/operator/tenant-keys.ts'
import { withOperations } from './operations-access.ts'
import { countUpTo, readReason, readTenant } from './option-values.ts'
import { print } from './output.ts'

/** The options of every command here. */
interface CommonOptions {
  readonly config?: string
  readonly json?: boolean
}

interface ActOptions extends CommonOptions {
  readonly reason?: string
}

interface CreateOptions extends ActOptions {
  readonly name: string
  readonly scopes: readonly PartnerScope[]
  readonly days: number
}

const dayMs = 86_400_000

/** Adds `rampway tenant key create`, `list` and `revoke`, and `rampway tenant portal-link`. */
export function addTenantKeyCommands(tenant: Command): void {
  const key = tenant.command('key').description('makes, lists and revokes what partners’ servers prove themselves with')
  const config = ['--config <file>', 'the configuration file of the gateway; without one that of rampway dev'] as const
  const json = ['--json', 'prints one JSON document'] as const
  const reason = ['--reason <text>', 'why, for the audit log', readReason] as const
  const whose = ['<tenant>', 'the tenant, as <org:env>', readTenant] as const

  key
    .command('create')
    .description('makes a key, which is shown once')
    .argument(...whose)
    .requiredOption('--name <text>', 'whose it is, for people and for the audit log', readName)
    .option('--scopes <list>', `what it allows, separated by commas: ${partnerScopes.join(', ')}`, readScopes, [
      ...partnerScopes,
    ])
    .option('--days <n>', 'it ends after so many days', countUpTo(tenantKeyDaysMax), tenantKeyDaysDefault)
    .option(...reason)
    .option(...config)
    .option(...json)
    .action((id: TenantId, options: CreateOptions) => runCreate(id, options, process.env))

  key
    .command('list')
    .description('every key of a tenant, without the key itself')
    .argument(...whose)
    .option(...config)
    .option(...json)
    .action((id: TenantId, options: CommonOptions) => runList(id, options, process.env))

  key
    .command('revoke')
    .description('ends a key, in every process within five seconds')
    .argument(...whose)
    .argument('<id>', 'tky_…, as the list has it')
    .option(...reason)
    .option(...config)
    .option(...json)
    .action((id: TenantId, keyId: string, options: ActOptions) => runRevoke(id, keyId, options, process.env))

  tenant
    .command('portal-link')
    .description('makes a link that opens the portal of a tenant, once, within 15 minutes')
    .argument(...whose)
    .option(...reason)
    .option(...config)
    .option(...json)
    .action((id: TenantId, options: ActOptions) => runPortalLink(id, options, process.env))
}

function runCreate(id: TenantId, options: CreateOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { name, scopes, days, json } = options
  return withOperations(options, env, async (deps, operator) => {
    const tenant = configuredTenant(deps, id)
    const wanted = { name, scopes, expiresAt: deps.clock() + days * dayMs }
    const { key, secret } = await makeKey(deps, operator, tenant, wanted, actOf(options))
    const now = deps.clock()
    print(json === true, { tenant_key: { ...tenantKeyMembers(key, now), key: secret } }, [
      ...linesOf(key, now),
      '',
      'This is the only time that the key is shown:',
      secret,
    ])
  })
}

function runList(id: TenantId, options: CommonOptions, env: NodeJS.ProcessEnv): Promise<void> {
  return withOperations(options, env, async (deps) => {
    const keys = await listKeys(deps, configuredTenant(deps, id))
    const now = deps.clock()
    const lines = keys.length === 0 ? ['There is no key; rampway tenant key create makes one.'] : []
    print(options.json === true, { tenant_keys: keys.map((key) => tenantKeyMembers(key, now)) }, [
      ...lines,
      ...keys.flatMap((key, index) => [...(index === 0 ? [] : ['']), ...linesOf(key, now)]),
    ])
  })
}

function runRevoke(id: TenantId, keyId: string, options: ActOptions, env: NodeJS.ProcessEnv): Promise<void> {
  return withOperations(options, env, async (deps, operator) => {
    const { key, wasRevoked } = await revokeKey(deps, operator, { tenant: id, id: keyId }, actOf(options))
    const now = deps.clock()
    const words = wasRevoked ? 'It was revoked before.' : 'It is revoked: within five seconds no process takes it.'
    const document = { tenant_key: tenantKeyMembers(key, now), was_revoked: wasRevoked }
    print(options.json === true, document, [...linesOf(key, now), words])
  })
}

function runPortalLink(id: TenantId, options: ActOptions, env: NodeJS.ProcessEnv): Promise<void> {
  return withOperations(options, env, async (deps, operator) => {
    const { url, expiresAt } = await makePortalLink(deps, operator, configuredTenant(deps, id), actOf(options))
    print(options.json === true, { url, expires_at: expiresAt }, [
      `It opens the portal of ${id} once, until ${textOf(expiresAt)}:`,
      url,
    ])
  })
}

function actOf({ reason }: ActOptions) {
  return { reason: reason ?? null, traceId: null }
}

function linesOf(key: TenantKey, now: number): readonly string[] {
  const state = tenantKeyState(key, now).replace('_', ' ')
  return [
    `id         ${key.id}`,
    `tenant     ${key.tenant}`,
    `name       ${key.name}`,
    `scopes     ${key.scopes.join(', ')}`,
    `state      ${state}${key.revokedAt === null ? '' : ` since ${textOf(key.revokedAt)}`}`,
    `created    ${textOf(key.createdAt)} by ${key.createdBy}`,
    `expires    ${textOf(key.expiresAt)}`,
    `last used  ${key.lastUsedAt === null ? 'never' : textOf(key.lastUsedAt)}`,
  ]
}

function textOf(at: number): string {
  return new Date(at).toISOString()
}

function readName(text: string): string {
  const name = readTenantKeyName(text)
  if (name !== undefined) return name
  throw new InvalidArgumentError(`1 to ${tenantKeyNameLengthMax} characters, such as "order service".`)
}

function readScopes(text: string): readonly PartnerScope[] {
  const scopes = text.split(',').map((scope) => scope.trim())
  const known = scopes.filter(isPartnerScope)
  if (known.length < scopes.length) throw new InvalidArgumentError(`One or more of ${partnerScopes.join(', ')}.`)
  return known
}
