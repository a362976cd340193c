import { type Command, InvalidArgumentError } from 'commander'
import type { Config } from '../config/file.ts'
import { isKycState, type KycState, kycStates } from '../domain/kyc.ts'
import type { TenantId } from '../domain/tenant.ts'
import { parseUserId, type UserId, userIdOf } from '../domain/user.ts'
import { isSubject } from '../identity/claims.ts'
import { describeKind, isSubjectOf, issuerName, issuerNameFormats } from '../identity/kinds/registry.ts'
import { auditEntryOf, recordRead } from '../operations/operator/audit.ts'
import { findKyc, setKycState } from '../store/kyc.ts'
import { isKnownUser } from '../store/users.ts'
import { accountOfThisMachine, clockOfCommand } from './operations-access.ts'
import { readReason, readTenant } from './option-values.ts'
import { print } from './output.ts'
import { refuseToStart } from './running.ts'
import { requireSettings } from './settings.ts'
import { withStore } from './store-access.ts'
import { addTenantKeyCommands } from './tenant-keys.ts'
import { runTenantList, type TenantListOptions } from './tenant-list.ts'

/** Adds `rampway tenant list`, `kyc`, `key` and `portal-link`. */
export function addTenantCommands(program: Command): void {
  const tenant = program
    .command('tenant')
    .description('shows tenants, makes keys and portal links, and sets what the operator decides of users')

  tenant
    .command('list')
    .description('prints the tenants of a configuration file, without their secrets')
    .option('--config <file>', 'the configuration file; without one, the gateway of rampway dev')
    .option('--health', 'also how they are, from the database: whether they are served, their webhooks, what was found')
    .option('--json', 'prints one JSON document; with --health that of GET /operator/v0/tenants')
    .action((options: TenantListOptions) => runTenantList(options, process.env))

  tenant
    .command('kyc')
    .description(
      "shows a user's identity check, or sets it with --state; the operator's word stands above a token's claim",
    )
    .requiredOption('--tenant <org:env>', 'the tenant', readTenant)
    .option('--user <usr_…>', 'the user, as logs and Meld name them', readUser)
    .option('--issuer <name>', `instead of --user: ${issuerNameFormats.join(' or ')}`)
    .option('--subject <sub>', 'with --issuer: the sub of the user’s tokens')
    .option('--state <state>', `${kycStates.join(', ')}, or none to take it back`, readState)
    .option('--reason <text>', 'with --state: why, for the audit log', readReason)
    .option('--unseen', 'with --state, --config, --issuer and --subject: also for a user who has never called')
    .option('--config <file>', 'for its database.url, and to check tenant and issuer; else DATABASE_URL')
    .option('--json', 'prints one JSON document')
    .action((options: KycOptions) => runTenantKyc(options, process.env))

  addTenantKeyCommands(tenant)
}

/** The options of `rampway tenant kyc`. */
export interface KycOptions {
  readonly tenant: TenantId
  readonly user?: UserId
  readonly issuer?: string
  readonly subject?: string
  readonly state?: KycState | 'none'
  readonly reason?: string
  readonly unseen?: boolean
  readonly config?: string
  readonly json?: boolean
}

/** `rampway tenant kyc`: prints how the user's identity check stands, after setting it if it was told to. */
async function runTenantKyc(options: KycOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { tenant, state, reason } = options
  const user = userOf(options)
  const { config, environment } = await requireSettings(options.config, env)
  const clock = clockOfCommand(options.config, environment)
  if (config !== undefined) requireSuchUser(options, config)
  await withStore(environment, async ({ database, address, described }) => {
    if (options.unseen !== true && !(await isKnownUser(database, tenant, user))) {
      throw new Error(explainUnknown(options, user, described))
    }
    const operator = accountOfThisMachine()
    const target = { kind: 'user' as const, tenant, id: user }
    if (state === undefined) {
      await recordRead({ database, clock }, operator, { act: 'user.read', target, traceId: null })
    } else {
      const decided = state === 'none' ? null : state
      await setKycState(database, tenant, user, decided, (before) =>
        auditEntryOf({ clock }, operator, {
          act: 'user.kyc',
          target,
          reason: reason ?? null,
          before: { state: before },
          after: { state: decided },
          traceId: null,
        }),
      )
    }
    const known = await findKyc(database, tenant, user)
    const facts = { state: known?.state ?? null, source: known?.source ?? null, meld_state: known?.meldState ?? null }
    const words = [facts.state ?? 'not set', facts.source === 'claim' ? '(by a claim)' : '']
    if (facts.meld_state !== null) words.push(`(Meld says ${facts.meld_state})`)
    print(options.json === true, { database: address, tenant, user, ...facts }, [
      `Database: ${described}`,
      `${tenant} ${user}: ${words.filter((word) => word !== '').join(' ')}`,
    ])
  })
}

function userOf({ tenant, user, issuer, subject, unseen, config, state }: KycOptions): UserId {
  const isNamed = issuer !== undefined && subject !== undefined
  if (unseen === true && (!isNamed || config === undefined || state === undefined)) {
    return refuseToStart(['--unseen needs --state, --config, --issuer and --subject: tenant and issuer are checked.'])
  }
  if (user !== undefined && issuer === undefined && subject === undefined) return user
  if (user === undefined && isNamed) return userIdOf(tenant, issuer, subject)
  return refuseToStart(['Name the user by --user, or by --issuer and --subject together.'])
}

/** Ends the process unless the file has the tenant, and that could let in the user, where issuer and subject name one. */
function requireSuchUser({ config: path, tenant: id, issuer, subject }: KycOptions, config: Config): void {
  const tenant = config.tenants.find((each) => each.id === id)
  if (tenant === undefined) refuseToStart([`${path} has no tenant ${id}; rampway tenant list shows which it has.`])
  if (issuer === undefined || subject === undefined) return
  const accepted = tenant.issuers.find((each) => issuerName(each) === issuer)
  if (accepted === undefined) {
    const names = tenant.issuers.map((issuer) => issuerName(issuer)).join(', ')
    refuseToStart([`The tenant ${id} has no issuer ${issuer}; it accepts ${names}.`])
  }
  if (isSubject(subject) && isSubjectOf(accepted, subject)) return
  const form = describeKind(accepted.kind).subjectWords
  refuseToStart([`No token of ${issuer} has the subject "${subject}": give the sub of the user's tokens, ${form}.`])
}

function explainUnknown({ tenant, issuer, subject }: KycOptions, user: UserId, described: string): string {
  const who = subject === undefined ? user : `${subject} of ${issuer}`
  const advice = subject === undefined ? '' : ', or add --unseen (with --config) to set it before their first call'
  return `The tenant ${tenant} knows no user ${who} in ${described}: nobody has called with such a token. Check the spelling${advice}.`
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
