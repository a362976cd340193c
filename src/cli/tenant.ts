import { type Command, InvalidArgumentError } from 'commander'
import { formatEnvironmentFault, readEnvironment } from '../config/environment.ts'
import { systemClock } from '../domain/clock.ts'
import { isKycState, type KycState, kycStates } from '../domain/kyc.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import { parseUserId, type UserId, userIdOf } from '../domain/user.ts'
import { issuerName } from '../identity/verification.ts'
import { findKyc, setKycState } from '../store/kyc.ts'
import { refuseToStart } from './running.ts'
import { readSettings } from './serve.ts'
import { withStore } from './store-choice.ts'

/** Adds `rampway tenant list` and `rampway tenant kyc`. */
export function addTenantCommands(program: Command): void {
  const tenant = program.command('tenant').description('looks at tenants, and sets what the operator decides of users')

  tenant
    .command('list')
    .description('prints the tenants of a configuration file, without their secrets')
    .requiredOption('--config <file>', 'the configuration file')
    .action(({ config }: { config: string }) => listTenants(config, process.env))

  tenant
    .command('kyc')
    .description(
      "shows a user's identity check, or sets it with --state; the operator's word stands above a token's claim",
    )
    .requiredOption('--tenant <org:env>', 'the tenant', readTenant)
    .option('--user <usr_…>', 'the user, as logs and Meld name them', readUser)
    .option('--issuer <name>', 'instead of --user: privy:<app id> or dynamic:<environment id>')
    .option('--subject <sub>', 'with --issuer: the sub of the user’s tokens')
    .option('--state <state>', `${kycStates.join(', ')}, or none to take it back`, readState)
    .option('--config <file>', 'for its database.url, and to check that it has the tenant; else DATABASE_URL')
    .action((options: KycOptions) => runTenantKyc(options, process.env))
}

/** What `rampway tenant kyc` is told. */
export interface KycOptions {
  readonly tenant: TenantId
  readonly user?: UserId
  readonly issuer?: string
  readonly subject?: string
  readonly state?: KycState | 'none'
  readonly config?: string
}

async function listTenants(path: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { config } = await readSettings(path, env)
  for (const { id, meld, issuers, kyc } of config.tenants) {
    const accepted = issuers.map(issuerName)
    const isDefault = id === config.defaultTenant ? ' (default)' : ''
    process.stdout.write(`${id}${isDefault}  ${meld.baseUrl}  ${accepted.join(' ')}  kyc=${kyc.policy}\n`)
  }
}

/** `rampway tenant kyc`: prints how the user's identity check stands, after setting it if it was told to. */
async function runTenantKyc(options: KycOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { tenant, state } = options
  const user = userOf(options)
  await withStore(await readStoreSettings(options, env), async (database) => {
    if (state !== undefined) {
      await setKycState(database, tenant, user, state === 'none' ? null : state, systemClock())
    }
    const known = await findKyc(database, tenant, user)
    const words = [known?.state ?? 'not set', known?.source === 'claim' ? '(by a claim)' : '']
    if (known?.meldState) words.push(`(Meld says ${known.meldState})`)
    process.stdout.write(`${tenant} ${user}: ${words.filter((word) => word !== '').join(' ')}\n`)
  })
}

function userOf({ tenant, user, issuer, subject }: KycOptions): UserId {
  if (user !== undefined && issuer === undefined && subject === undefined) return user
  if (user === undefined && issuer !== undefined && subject !== undefined) return userIdOf(tenant, issuer, subject)
  return refuseToStart(['Name the user by --user, or by --issuer and --subject together.'])
}

async function readStoreSettings({ config: path, tenant }: KycOptions, env: NodeJS.ProcessEnv) {
  if (path !== undefined) {
    const { config, environment } = await readSettings(path, env)
    if (config.tenants.some(({ id }) => id === tenant)) return environment
    return refuseToStart([`${path} has no tenant ${tenant}; rampway tenant list shows which it has.`])
  }
  const read = readEnvironment(env)
  return read.kind === 'faults' ? refuseToStart(read.faults.map(formatEnvironmentFault)) : read.environment
}

function readTenant(text: string): TenantId {
  const tenant = parseTenantId(text)
  if (tenant === undefined) throw new InvalidArgumentError("Write it as '<org-id>:<env-id>'.")
  return tenant
}

function readUser(text: string): UserId {
  const user = parseUserId(text)
  if (user === undefined) throw new InvalidArgumentError('A user is usr_ and 27 characters.')
  return user
}

function readState(text: string): KycState | 'none' {
  if (text === 'none' || isKycState(text)) return text
  throw new InvalidArgumentError(`One of ${kycStates.join(', ')}, none.`)
}
