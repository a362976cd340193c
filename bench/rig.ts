import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { stringify } from 'yaml'
import { type LoadGenerator, startLoadGenerator } from './load/load.ts'
import { openPostgres, type Postgres } from './postgres.ts'
import { type Program, type ProgramOptions, startProgram } from './program.ts'
import { makeUsers, type Users } from './users.ts'

/** What every row measures with: one PostgreSQL, one upstream, one load generator, in processes of their own. */
export interface Rig {
  readonly folder: string
  readonly users: Users
  readonly upstream: Program
  readonly load: LoadGenerator
  /** Of PostgreSQL's first process. */
  readonly postgresPid: number
  readonly databaseUrl: string
  readonly query: (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>
  /** Starts `rampway serve` on the rig's database, or on another one. */
  readonly startGateway: (options?: GatewayOptions) => Promise<Program>
  /** Starts one of the comparators, likewise. */
  readonly startComparator: (name: string, script: string, postgres?: Postgres) => Promise<Program>
  /** Closes it with the rig, before what was there already. */
  readonly keep: <T extends Closable>(thing: T) => T
  readonly close: () => Promise<void>
}

interface Closable {
  readonly close: () => Promise<void>
}

export interface GatewayOptions {
  readonly name?: string
  readonly databaseUrl?: string
  readonly env?: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
}

/** Of a form that the simulator takes for a real one. */
export const meldKey = 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz'
export const webhookSecret = 'bench-webhook-secret'
/** Under which the upstream would know the gateway; nothing is sent there. */
export const publicUrl = 'http://127.0.0.1:8080'

const secrets = { BENCH_MELD_KEY: meldKey, BENCH_WEBHOOK_SECRET: webhookSecret }

/** The compiled program, as operators run it. */
export const rampway = compiled('../src/cli/main.js')

/**
 * Starts PostgreSQL (durable, as in production), the upstream and the load generator. `node` is the program that runs the
 * gateway and the comparators; without it, the one that runs the bench.
 */
export async function openRig(node = process.execPath): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'rampway-bench-'))
  const opened: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const step of opened.splice(0).reverse()) await step()
  }
  const keep = <T extends Closable>(thing: T): T => {
    opened.push(thing.close)
    return thing
  }
  try {
    // Else PostgreSQL's own account could not enter, and the database of a bench run as root would lie elsewhere for good.
    await chmod(folder, 0o711)
    const { url: databaseUrl, pid: postgresPid } = keep(await openPostgres(join(folder, 'data')))
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
    // It ends before its connections are closed; the server may be faster.
    pool.on('error', () => {})
    opened.push(() => pool.end())
    const users = makeUsers()
    const upstream = keep(await startProgram(upstreamOptions))
    const load = keep(startLoadGenerator())
    const configPath = join(folder, 'rampway.yaml')
    await writeFile(configPath, stringify(gatewayConfig(users, upstream.url)))
    return {
      folder,
      users,
      upstream,
      load,
      postgresPid,
      databaseUrl,
      query: async (text, values = []) => (await pool.query(text, [...values])).rows,
      startGateway: async (options = {}) =>
        keep(
          await startProgram({
            name: options.name ?? 'rampway',
            node,
            script: rampway,
            args: ['serve', '--config', configPath],
            nodeArgs: options.nodeArgs ?? [],
            env: { DATABASE_URL: options.databaseUrl ?? databaseUrl, ...secrets, ...options.env },
          }),
        ),
      startComparator: async (name, script, postgres) => {
        const env = comparatorEnvironment(users, upstream.url, postgres?.url ?? databaseUrl)
        return keep(await startProgram({ name, node, script, env }))
      },
      keep,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const upstreamOptions: ProgramOptions = {
  name: 'upstream',
  script: compiled('./upstream.js'),
  healthPath: '/_sim/calls',
}

/** What the configuration file has in a secret's place. */
function placeholder(name: string): string {
  return `\${${name}}`
}

function gatewayConfig(users: Users, upstreamUrl: string) {
  return {
    public_url: publicUrl,
    database: { prepared_statements: true },
    tenants: [
      {
        id: users.tenant,
        meld: {
          base_url: upstreamUrl,
          api_key: placeholder('BENCH_MELD_KEY'),
          webhook_secrets: [placeholder('BENCH_WEBHOOK_SECRET')],
        },
        issuers: [{ type: 'privy', app_id: users.audience, keys: [users.publicKeyPem] }],
      },
    ],
  }
}

function comparatorEnvironment(users: Users, upstreamUrl: string, databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    UPSTREAM_URL: upstreamUrl,
    MELD_API_KEY: meldKey,
    JWT_PUBLIC_KEY: users.publicKeyPem,
    JWT_ISSUER: users.issuer,
    JWT_AUDIENCE: users.audience,
  }
}

/** A compiled file, by its place relative to this one. */
export function compiled(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
