import { type Command, InvalidArgumentError } from 'commander'
import { type FoundView, findReply, readSearch } from '../contract/operator-find.ts'
import { devTenantIds } from '../dev/tenants.ts'
import { systemClock } from '../domain/clock.ts'
import type { FindKind } from '../domain/find.ts'
import type { TenantId } from '../domain/tenant.ts'
import { find } from '../operations/operator/find.ts'
import { accountOfThisMachine } from './operations-access.ts'
import { readTenant } from './option-values.ts'
import { print } from './output.ts'
import { requireSettings } from './settings.ts'
import { withStore } from './store-access.ts'

/** Adds `rampway find`. */
export function addFindCommand(program: Command): void {
  program
    .command('find')
    .description('finds sessions by whatever a person may have of them')
    .argument(
      '<what>',
      'an id, a wallet, a hash, a key, a trace id, a support code, …; see docs/operations.md',
      readText,
    )
    .option('--config <file>', 'for its database.url and its tenants; without one, DATABASE_URL and the dev tenants')
    .option('--tenant <org:env>', 'this tenant alone; such as one that the file has no longer', readTenant)
    .option('--json', 'prints one JSON document')
    .action((text: string, options: FindOptions) => runFind(text, options, process.env))
}

/** The options of `rampway find`. */
export interface FindOptions {
  readonly config?: string
  readonly tenant?: TenantId
  readonly json?: boolean
}

/** `rampway find WHAT`: prints the sessions that it is known by; where there are none the exit code is 1. */
async function runFind(text: string, options: FindOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { config, environment } = await requireSettings(options.config, env)
  const served = config?.tenants ?? devTenantIds.map((id) => ({ id, issuers: [] }))
  await withStore(environment, async ({ database, address, described }) => {
    const search = { text, tenant: options.tenant ?? null, traceId: null }
    const found = await find({ database, clock: systemClock, served }, accountOfThisMachine(), search)
    const view = { ...found, query: text, tenant: search.tenant }
    const isNone = found.sessions.length + found.transactions.length === 0
    print(options.json === true, { database: address, ...documentOf(view) }, [
      `Database: ${described}`,
      ...(isNone ? wordsOfNone(view, found.tenants) : linesOf(view)),
    ])
    if (isNone) process.exitCode = 1
  })
}

type Reply = ReturnType<typeof findReply>

function documentOf(view: FoundView) {
  const { _links, sessions, ...rest } = findReply(view, systemClock())
  return {
    ...rest,
    ...(view.recognizedAs.includes('support_code') && { support_code: codeOf(sessions, view.query) }),
    sessions: sessions.map(({ _links, ...session }) => ({
      ...session,
      created_at: isoOf(session.created_at),
      opened_at: isoOf(session.opened_at),
      returned_at: isoOf(session.returned_at),
      updated_at: isoOf(session.updated_at),
    })),
  }
}

/** The code as it is written, however it was typed. */
function codeOf(sessions: Reply['sessions'], query: string): string {
  return sessions.find(({ matched_by }) => matched_by.includes('support_code'))?.support_code ?? query
}

function isoOf(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString()
}

function linesOf(view: FoundView): readonly string[] {
  const { sessions, transactions, has_more } = findReply(view, systemClock())
  return [
    ...sessions.flatMap((session) => [
      '',
      `session   ${session.id} (by ${session.matched_by.map((kind) => names[kind]).join(', ')})`,
      `tenant    ${session.tenant}`,
      `user      ${session.user}`,
      `status    ${session.status} (docs/api.md says what that means)`,
      `trade     ${session.source_amount} ${session.from_asset} to ${session.to_asset}, ${session.country_code}`,
      `provider  ${session.service_provider ?? 'none'}`,
      `code      ${session.support_code}`,
      `created   ${isoOf(session.created_at)}`,
      ...session.transactions.map(({ id, status }) => `transaction ${id} ${status}`),
    ]),
    ...transactions.flatMap((transaction) => [
      '',
      `transaction ${transaction.id} (by ${transaction.matched_by.map((kind) => names[kind]).join(', ')}), of no session`,
      `tenant    ${transaction.tenant}`,
      `status    ${transaction.status}`,
      `provider  ${transaction.service_provider ?? 'none'}`,
    ]),
    ...(has_more ? ['', 'There are more than these: name the tenant with --tenant, or the session itself.'] : []),
  ]
}

const names: Readonly<Record<FindKind, string>> = {
  session_id: 'its id',
  external_session_id: 'external id',
  upstream_session_id: 'Meld’s id of the widget session',
  transaction_id: 'transaction',
  service_transaction_id: 'the provider’s id of a transaction',
  transaction_hash: 'hash on a chain',
  user: 'user',
  subject: 'subject',
  wallet_address: 'wallet',
  idempotency_key: 'idempotency key',
  trace_id: 'trace id',
  support_code: 'support code',
}

/** Tenants that are named where nothing was found. */
const namedMax = 3

function wordsOfNone(view: FoundView, tenants: readonly TenantId[]): readonly string[] {
  const named = tenants.slice(0, namedMax).join(', ')
  const where = tenants.length > namedMax ? `${named} and ${tenants.length - namedMax} more tenants` : named
  const isCode = view.recognizedAs.includes('support_code')
  return [
    isCode ? `No session of ${where} has the code ${view.query}.` : `No session of ${where} is known by that.`,
    `It was taken for: ${view.recognizedAs.map((kind) => names[kind]).join(', ')}.`,
    'What can be found: ses_…, usr_…, rw_…, Meld’s and the provider’s ids, a hash or a wallet (0x…), a subject, an idempotency key, a trace id,',
    'and a support code: eight letters and digits, such as K7Q2-M0AB, without I, L, O and U.',
    ...(/[^ -~]/.test(view.query)
      ? ['There are characters in it that are no plain letters or digits, though they may look like some.']
      : []),
  ]
}

function readText(text: string): string {
  const read = readSearch(text)
  if ('fault' in read) throw new InvalidArgumentError(read.fault)
  return read.value
}
