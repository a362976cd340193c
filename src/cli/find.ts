import { type Command, InvalidArgumentError } from 'commander'
import { devTenantIds } from '../dev/tenants.ts'
import { systemClock } from '../domain/clock.ts'
import { type Session, sessionStatusAt } from '../domain/session.ts'
import { parseSupportCode, type SupportCode, supportCodeOf } from '../domain/support-code.ts'
import type { TenantId } from '../domain/tenant.ts'
import { findSessionsBySupportCode } from '../operations/sessions/find.ts'
import { print } from './output.ts'
import { requireSettings } from './settings.ts'
import { withStore } from './store-access.ts'
import { readTenant } from './tenant.ts'

/** Adds `rampway find`. */
export function addFindCommand(program: Command): void {
  program
    .command('find')
    .description('finds a session by the support code that its user reads out')
    .argument('<code>', 'such as K7Q2-M0AB; case, dash and spaces do not matter', readCode)
    .option('--config <file>', 'for its database.url and its tenants; without one, DATABASE_URL and the dev tenants')
    .option('--tenant <org:env>', 'this tenant alone; such as one that the file has no longer', readTenant)
    .option('--json', 'prints one JSON document')
    .action((code: SupportCode, options: FindOptions) => runFind(code, options, process.env))
}

/** The options of `rampway find`. */
export interface FindOptions {
  readonly config?: string
  readonly tenant?: TenantId
  readonly json?: boolean
}

/** `rampway find CODE`: prints the sessions with this support code; without one the exit code is 1. */
async function runFind(code: SupportCode, options: FindOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { config, environment } = await requireSettings(options.config, env)
  const known = config?.tenants.map(({ id }) => id) ?? devTenantIds
  const tenants = options.tenant === undefined ? known : [options.tenant]
  await withStore(environment, async ({ database, address, described }) => {
    const found = await findSessionsBySupportCode({ database }, tenants, code)
    const sessions = found.map(factsOf)
    const none = `No session of ${tenants.join(', ')} has the code ${code}.`
    const lines = sessions.length === 0 ? [none] : sessions.flatMap(linesOf)
    const document = { database: address, support_code: code, sessions }
    print(options.json === true, document, [`Database: ${described}`, ...lines])
    if (sessions.length === 0) process.exitCode = 1
  })
}

function factsOf(session: Session) {
  return {
    tenant: session.tenant,
    id: session.id,
    support_code: supportCodeOf(session.id),
    user: session.user,
    status: sessionStatusAt(session, systemClock()),
    service_provider: session.widget?.serviceProvider ?? session.request.serviceProvider,
    created_at: new Date(session.createdAt).toISOString(),
  }
}

function linesOf(facts: ReturnType<typeof factsOf>): readonly string[] {
  return [
    '',
    `session   ${facts.id}`,
    `tenant    ${facts.tenant}`,
    `user      ${facts.user}`,
    `status    ${facts.status} (docs/api.md says what that means)`,
    `provider  ${facts.service_provider ?? 'none'}`,
    `created   ${facts.created_at}`,
  ]
}

function readCode(text: string): SupportCode {
  const code = parseSupportCode(text)
  if (code === undefined) {
    throw new InvalidArgumentError(
      'A support code is eight letters and digits, such as K7Q2-M0AB, without I, L, O and U.',
    )
  }
  return code
}
