import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { newSessionId } from '../../src/domain/session.ts'
import { type ClaimRow, claimSql } from '../../src/store/key-statements.ts'
import { type ReadySessionRow, storeReadySql } from '../../src/store/session-changes.ts'
import { requestColumn } from '../../src/store/session-row.ts'
import { beginSql as bareBeginSql, finishSql as bareFinishSql, schemaSql } from '../comparators/bare/statements.ts'
import { sessionBody } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { median } from '../row.ts'
import { request, tenant, upstreamToken } from './content.ts'

const run = promisify(execFile)

/** Turns of `pgbench` on the rig's database. */
export interface Pgbench {
  /** Median milliseconds of one session: both statements, one after the other, each committed. */
  readonly measure: (seconds: number) => Promise<number>
}

/** What `pgbench` runs, and how to tell that it did. */
interface Script {
  readonly name: string
  /** Run once before. */
  readonly prepare: readonly string[]
  readonly begin: string
  readonly finish: string
  /** Says how many sessions are finished. */
  readonly count: string
}

/** True where `pgbench` is installed. */
export async function hasPgbench(): Promise<boolean> {
  const found = await run('pgbench', ['--version']).catch(() => undefined)
  return found !== undefined
}

/** Prepares `pgbench` to run the gateway's own two statements, one session at a time. The gateway's schema is there. */
export function openGatewayStatements(rig: Rig): Promise<Pgbench> {
  return open(rig, {
    name: 'gateway',
    prepare: [
      `insert into users (tenant_id, id, issuer, subject, meld_customer_id, created_at)
       select '${tenant}', 'usr_' || lpad(n::text, 27, '0'), 'privy.io', 'subject-' || n, 'customer-' || n, now()
       from generate_series(1, ${usersCount}) n on conflict do nothing`,
    ],
    begin: filled(claimSql, [group(gatewayClaim), ':one']),
    finish: filled(storeReadySql, [group(gatewayEnd), ':one']),
    count: `select count(*) from sessions where tenant_id = '${tenant}' and status = 'ready'`,
  })
}

/** Prepares `pgbench` to run the bare server's two leaner statements. */
export function openBareStatements(rig: Rig): Promise<Pgbench> {
  return open(rig, {
    name: 'bare',
    prepare: [
      schemaSql,
      `insert into bare.users (tenant_id, id, meld_customer_id)
       select '${tenant}', 'usr_' || lpad(n::text, 27, '0'), 'customer-' || n
       from generate_series(1, ${usersCount}) n on conflict do nothing`,
    ],
    begin: filled(bareBeginSql, [
      ...[owner, user, key, id, fingerprint, quoted(sessionBody)],
      ...['now()', `now() + interval '25 s'`, day],
    ]),
    finish: filled(bareFinishSql, [
      owner,
      user,
      key,
      id,
      quoted(widget),
      quoted({ ...sessionBody, widget_url: widget.widgetUrl }),
      'now()',
    ]),
    count: `select count(*) from bare.sessions where tenant_id = '${tenant}' and status = 'ready'`,
  })
}

const usersCount = 1_000

async function open(rig: Rig, script: Script): Promise<Pgbench> {
  for (const text of script.prepare) await rig.query(text)
  const folder = join(rig.folder, `pgbench-${script.name}`)
  await mkdir(folder)
  const file = join(folder, 'session.sql')
  const lines = [
    `\\set r random(1, ${Number.MAX_SAFE_INTEGER})`,
    '\\set one 1',
    `${script.begin};`,
    `${script.finish};`,
    '',
  ]
  await writeFile(file, lines.join('\n'))
  return { measure: (seconds) => measure(rig, { folder, file, seconds, count: script.count }) }
}

async function measure(
  rig: Rig,
  { folder, file, seconds, count }: { folder: string; file: string; seconds: number; count: string },
): Promise<number> {
  const logs = join(folder, 'logs')
  await mkdir(logs)
  const countReady = async (): Promise<number> => Number((await rig.query(count))[0]?.count)
  const before = await countReady()
  const length = String(Math.max(1, Math.floor(seconds)))
  const how = ['-n', '-M', 'prepared', '-f', file, '-c', '1', '-T', length, '-l']
  await run('pgbench', [...how, rig.databaseUrl], { cwd: logs })
  const tookMs = await readLogs(logs)
  await rm(logs, { recursive: true })
  const stored = (await countReady()) - before
  if (stored !== tookMs.length) throw new Error(`pgbench ran ${tookMs.length} sessions and stored ${stored}`)
  return median(tookMs)
}

/** The third field of a line is the microseconds that one run of the script took. */
async function readLogs(folder: string): Promise<number[]> {
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '')
  return lines.map((line) => Number(line.split(' ')[2]) / 1000)
}

// What a server would send along, as expressions over a random number, `:r`.

// A colon before a name makes a variable of pgbench's, even between quotes.
const owner = `'${tenant.replace(':', `' || chr(58) || '`)}'`
const user = `'usr_' || lpad((:r::bigint % ${usersCount} + 1)::text, 27, '0')`
// The ids of the gateway begin with the time, by which its tables are split.
const id = `('${newSessionId().slice(4, 16)}' || substr(md5(:r::bigint::text), 13))::uuid`
const key = 'left(md5(:r::bigint::text), 24)'
const fingerprint = `left(md5('f'), 24)`
const day = `now() + interval '1 day'`
const widget = {
  upstreamSessionId: 'WmYh2gHpYrF6sfkfZ6tQ3T',
  widgetUrl: `https://meld.example/?token=${upstreamToken}`,
  serviceProviderWidgetUrl: `https://transak.example/?sessionId=${upstreamToken}`,
  upstreamToken,
}

const identified = { tenant_id: owner, user_id: user, key, session_id: id }
const milliseconds = 'round(extract(epoch from now()) * 1000)'
const gatewayClaim: Expressions<ClaimRow> = {
  ...identified,
  fingerprint,
  now_ms: milliseconds,
  lease_ms: '25000',
  process_id: '1',
}
const gatewayEnd: Expressions<ReadySessionRow> = {
  ...identified,
  request: quoted(requestColumn(request)),
  fence: '1',
  widget: quoted(widget),
  routing: quoted({ mode: 'pinned', chosen: 'TRANSAK', candidates: [], excluded: [] }),
  trace_id: 'gen_random_uuid()',
  upstream_calls: quoted([
    { call: 'quote', at: 1, ms: 120, status: 200 },
    { call: 'widget', provider: 'TRANSAK', at: 2, ms: 200, status: 200 },
  ]),
  now_ms: milliseconds,
  created_ms: milliseconds,
}

/** An expression for each member of an item. */
type Expressions<Item> = Readonly<Record<keyof Item, string>>

/** A group of one, as `groupValues` would send it. */
function group(item: Readonly<Record<string, string>>): string {
  const members = Object.entries(item).map(([name, value]) => `'${name}', ${value}`)
  return `jsonb_build_array(jsonb_build_object(${members.join(', ')}))`
}

function quoted(value: unknown): string {
  return `'${JSON.stringify(value).replaceAll('":', '": ')}'::jsonb`
}

function filled(sql: string, values: readonly string[]): string {
  return sql.replaceAll(/\$(\d+)/g, (_, n) => `(${values[Number(n) - 1] ?? ''})`)
}
