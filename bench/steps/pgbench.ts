import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beginSql, finishSql, schemaSql } from '../comparators/bare/statements.ts'
import { sessionBody } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { median } from '../row.ts'
import { tenant, upstreamToken } from './content.ts'

const run = promisify(execFile)

/** Turns of `pgbench` on the rig's database. */
export interface Pgbench {
  /** Median milliseconds of one session: both statements, one after the other, each committed. */
  readonly measure: (seconds: number) => Promise<number>
}

/** Prepares `pgbench`; undefined where it is not installed. */
export async function openPgbench(rig: Rig): Promise<Pgbench | undefined> {
  const found = await run('pgbench', ['--version']).catch(() => undefined)
  if (found === undefined) return undefined
  await rig.query(schemaSql)
  await rig.query(
    `insert into bare.users (tenant_id, id, meld_customer_id)
     select $1, 'usr_' || lpad(n::text, 27, '0'), 'customer-' || n from generate_series(1, ${usersCount}) n
     on conflict do nothing`,
    [tenant],
  )
  const folder = join(rig.folder, 'pgbench')
  await mkdir(folder)
  const script = join(folder, 'session.sql')
  await writeFile(script, sessionScript())
  return { measure: (seconds) => measure(rig, { folder, script, seconds }) }
}

const usersCount = 1_000

async function measure(
  rig: Rig,
  { folder, script, seconds }: { folder: string; script: string; seconds: number },
): Promise<number> {
  const logs = join(folder, 'logs')
  await mkdir(logs)
  const before = await countReady(rig)
  const length = String(Math.max(1, Math.floor(seconds)))
  const how = ['-n', '-M', 'prepared', '-f', script, '-c', '1', '-T', length, '-l']
  await run('pgbench', [...how, rig.databaseUrl], { cwd: logs })
  const tookMs = await readLogs(logs)
  await rm(logs, { recursive: true })
  const stored = (await countReady(rig)) - before
  if (stored !== tookMs.length) throw new Error(`pgbench ran ${tookMs.length} sessions and stored ${stored}`)
  return median(tookMs)
}

/** The third field of a line is the microseconds that one run of the script took. */
async function readLogs(folder: string): Promise<number[]> {
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '')
  return lines.map((line) => Number(line.split(' ')[2]) / 1000)
}

async function countReady(rig: Rig): Promise<number> {
  const [row] = await rig.query(`select count(*) from bare.sessions where tenant_id = $1 and status = 'ready'`, [
    tenant,
  ])
  return Number(row?.count)
}

/** The two statements with what the server would send along written as expressions over a random number. */
function sessionScript(): string {
  // A colon before a name makes a variable of pgbench's, even between quotes.
  const owner = `'${tenant.replace(':', `' || chr(58) || '`)}'`
  const quoted = (value: unknown): string => `'${JSON.stringify(value).replaceAll('":', '": ')}'::jsonb`
  const mint = {
    upstreamSessionId: 'WmYh2gHpYrF6sfkfZ6tQ3T',
    widgetUrl: `https://meld.example/?token=${upstreamToken}`,
  }
  const user = `'usr_' || lpad((:r::bigint % ${usersCount} + 1)::text, 27, '0')`
  const [id, key] = ['md5(:r::bigint::text)::uuid', `left(md5(:r::bigint::text), 24)`]
  const day = `now() + interval '1 day'`
  const begin = [
    owner,
    user,
    key,
    id,
    `left(md5('f'), 24)`,
    quoted(sessionBody),
    'now()',
    `now() + interval '25 s'`,
    day,
  ]
  const finish = [owner, user, key, id, quoted(mint), quoted({ ...sessionBody, ...mint }), 'now()']
  return [
    `\\set r random(1, ${Number.MAX_SAFE_INTEGER})`,
    `${filled(beginSql, begin)};`,
    `${filled(finishSql, finish)};`,
    '',
  ].join('\n')
}

function filled(sql: string, values: readonly string[]): string {
  return sql.replaceAll(/\$(\d+)/g, (_, n) => `(${values[Number(n) - 1] ?? ''})`)
}
