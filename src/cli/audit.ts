import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  type AuditFormat,
  auditEntryMembers,
  auditExportHead,
  auditExportLines,
  auditFormats,
} from '../contract/operator-audit-view.ts'
import { type AuditHead, type AuditRecord, formatAuditHead, parseAuditHead } from '../domain/audit.ts'
import type { Clock } from '../domain/clock.ts'
import type { TenantId } from '../domain/tenant.ts'
import {
  type AuditReading,
  type AuditVerdict,
  exportAudit,
  readAudit,
  verifyAudit,
} from '../operations/operator/audit.ts'
import type { Database } from '../postgres/database.ts'
import { accountOfThisMachine, clockOfCommand } from './operations-access.ts'
import { countUpTo, readTenant, readTime } from './option-values.ts'
import { print } from './output.ts'
import { requireSettings } from './settings.ts'
import { withStore } from './store-access.ts'

/** Entries that `rampway audit list` shows by default, and at most. */
const countDefault = 50
const countMax = 10_000

/** Adds `rampway audit list`, `export` and `verify`. */
export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('who did what, and whether anybody has changed the record of it')
  const configOption = () => new Option('--config <file>', 'for its database.url; else DATABASE_URL, or rampway dev')

  filtered(audit.command('list').description('prints entries of the audit log, newest first; that is recorded too'))
    .addOption(configOption())
    .option('--count <number>', `how many, 1 to ${countMax}`, countUpTo(countMax), countDefault)
    .option('--json', 'prints one JSON document')
    .action((options: ListOptions) => runList(options, process.env))

  filtered(audit.command('export').description('writes all of the entries to standard output; that is recorded too'))
    .addOption(configOption())
    .addOption(
      new Option('--format <format>', 'CSV, or a line of JSON for each').choices(auditFormats).default('jsonl'),
    )
    .action((options: ExportOptions) => runExport(options, process.env))

  audit
    .command('verify')
    .description('follows the chain of the audit log from end to end, and prints its head to keep elsewhere')
    .addOption(configOption())
    .option('--expect <number:hash>', 'a head that was printed before: the log must still hold it', readHead)
    .option('--json', 'prints one JSON document')
    .action((options: VerifyOptions) => runVerify(options, process.env))
}

interface FilterOptions {
  readonly config?: string
  readonly who?: string
  readonly act?: string
  readonly target?: string
  readonly tenant?: TenantId
  readonly from?: number
  readonly to?: number
}

function filtered(command: Command): Command {
  return command
    .option('--who <name>', 'what this operator did: the name of a token, or an account of a machine')
    .option('--act <act>', 'such as session.cancel')
    .option('--target <id>', 'what was done to this session, switch, webhook, …')
    .option('--tenant <org:env>', 'what was done to this tenant', readTenant)
    .option('--from <time>', 'from then on, such as 2026-11-27 or 2026-11-27T14:00:00Z', readTime)
    .option('--to <time>', 'before then', readTime)
}

interface ListOptions extends FilterOptions {
  readonly count: number
  readonly json?: boolean
}

async function runList(options: ListOptions, env: NodeJS.ProcessEnv): Promise<void> {
  await withAuditLog(options.config, env, async (log) => {
    const page = { after: null, count: options.count }
    const records = await readAudit(log, accountOfThisMachine(), readingOf(options), page)
    const lines = records.length === 0 ? ['No entry of the audit log is like that.'] : records.flatMap(linesOf)
    print(options.json === true, { entries: records.map(auditEntryMembers) }, lines)
  })
}

interface ExportOptions extends FilterOptions {
  readonly format: AuditFormat
}

async function runExport(options: ExportOptions, env: NodeJS.ProcessEnv): Promise<void> {
  await withAuditLog(options.config, env, async (log) => {
    await write(auditExportHead(options.format))
    for await (const records of exportAudit(log, accountOfThisMachine(), readingOf(options))) {
      await write(auditExportLines(options.format, records))
    }
  })
}

/** Resolves when the reader of a pipe has taken the text, so that an export of any length needs little memory. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error == null ? resolve() : reject(error)))
  })
}

interface VerifyOptions {
  readonly config?: string
  readonly expect?: AuditHead
  readonly json?: boolean
}

/** Exits with 1 when the log is not what it was. */
async function runVerify({ config, expect, json }: VerifyOptions, env: NodeJS.ProcessEnv): Promise<void> {
  await withAuditLog(config, env, async (log) => {
    const verdict = await verifyAudit(log, expect ?? null)
    print(json === true, documentOf(verdict), wordsOf(verdict, expect))
    if (verdict.kind !== 'intact') process.exitCode = 1
  })
}

function documentOf(verdict: AuditVerdict) {
  if (verdict.kind === 'intact') return { intact: true, head: verdict.head }
  if (verdict.kind === 'broken') return { intact: false, broken: verdict.broken }
  return { intact: false, not_as_expected: verdict.why, head: verdict.head }
}

const brokenWords = {
  missing: 'there is no such entry',
  changed: 'this entry, or the one before it, is not what was written',
  beyond_the_head: 'this entry stands behind the last one that was written',
  head_changed: 'the head of the chain is not this last entry’s',
}

function wordsOf(verdict: AuditVerdict, expected: AuditHead | undefined): readonly string[] {
  if (verdict.kind === 'broken') {
    const { number, why } = verdict.broken
    return [`BROKEN at entry ${number}: ${brokenWords[why]}. Entries before it are intact.`]
  }
  const head = `Head: ${formatAuditHead(verdict.head)}`
  if (verdict.kind === 'intact') {
    const advice = expected === undefined ? ['Keep it elsewhere, and give it to --expect next time.'] : []
    return [`Intact: ${verdict.head.number} entries.`, head, ...advice]
  }
  const words =
    verdict.why === 'cut'
      ? `CUT after entry ${verdict.head.number}: entry ${expected?.number} is gone, and all between.`
      : `REWRITTEN: entry ${expected?.number} has another hash than it had, so an entry up to it was changed.`
  return [words, head]
}

async function withAuditLog(
  path: string | undefined,
  env: NodeJS.ProcessEnv,
  work: (log: { readonly database: Database; readonly clock: Clock }) => Promise<void>,
): Promise<void> {
  const { environment } = await requireSettings(path, env)
  const clock = clockOfCommand(path, environment)
  await withStore(environment, ({ database }) => work({ database, clock }))
}

function readingOf({ who, act, target, tenant, from, to }: FilterOptions): AuditReading {
  return { filter: { operator: who, act, target, tenant, from, to }, traceId: null }
}

function linesOf(record: AuditRecord): readonly string[] {
  const { number, at, operator, via, from, act, targetKind, targetTenant, targetId, reason } = record
  const about = [targetKind, targetId, targetTenant === null ? '' : `of ${targetTenant}`].filter((word) => word !== '')
  const where = [via, from ?? ''].filter((word) => word !== '').join(' ')
  const first = `${number}  ${new Date(at).toISOString()}  ${operator} (${where})  ${act}  ${about.join(' ')}`
  const change = [record.before, record.after].some((text) => text !== null)
  return [
    first,
    ...(reason === null ? [] : [`    because  ${reason}`]),
    ...(change ? [`    changed  ${record.before ?? 'nothing'} → ${record.after ?? 'nothing'}`] : []),
  ]
}

function readHead(text: string): AuditHead {
  const head = parseAuditHead(text)
  if (head !== undefined) return head
  throw new InvalidArgumentError('Give it as rampway audit verify prints it: <number>:<64 hexadecimal digits>.')
}
