import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'
import { stringify } from 'yaml'
import { createDevIdentityProvider, type DevIdentityProvider } from '../../src/dev/identity-provider.ts'
import { devTenantIds } from '../../src/dev/tenants.ts'
import { cloneDatabase, type TestTarget, urlOf } from './database.ts'
import { freePort } from './free-port.ts'
import { fetchJson, type JsonAnswer } from './gateway.ts'

/** A start may take so long on a busy machine. */
const patienceMs = 60_000

/** The compiled program, as operators run it. */
const program = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

/** A `rampway` process of the test's own. */
export interface Program {
  readonly child: ChildProcess
  /** Everything it wrote to standard output and error so far. */
  readonly output: () => string
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
  /** Ends it at once, as a crash would. */
  readonly kill: () => Promise<void>
}

/** A new folder that a PostgreSQL under another account can reach. */
export async function makeFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  await chmod(folder, 0o755)
  return folder
}

/** Starts `rampway ARGS`; its operator's port is any free one unless `env` says otherwise. */
export function startProgram(args: readonly string[], env: Record<string, string>, cwd?: string): Program {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH ?? '', OPERATOR_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  // Not 'exit', at which its last words may not have been read.
  const ended = once(child, 'close').then(([code, signal]) => signal ?? code)
  return {
    child,
    output: () => text,
    ended,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Resolves when `url` answers 200; rejects with the program's output when it ends before or takes too long. */
export async function untilHealthy(started: Program, url: string): Promise<void> {
  const deadline = Date.now() + patienceMs
  let over = false
  void started.ended.then(() => {
    over = true
  })
  while (Date.now() < deadline && !over) {
    const healthy = await fetch(`${url}/healthz`).then(
      ({ status }) => status === 200,
      () => false,
    )
    if (healthy) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`the program did not become healthy:\n${started.output()}`)
}

/** Tenants of the dev identity provider in a file, for `rampway serve` processes on one PostgreSQL and one upstream. */
export interface ServeBench {
  readonly database: TestTarget
  readonly databaseUrl: string
  readonly identity: DevIdentityProvider
  readonly configPath: string
  /** Changes the configuration file; `tenants[0]` is org-demo:env-sandbox. */
  readonly writeConfig: (change: (config: ServeConfig) => void) => Promise<void>
  /** Starts one more process on a port of its own and waits until it is healthy. */
  readonly serve: (env?: Record<string, string>) => Promise<Served>
  readonly close: () => Promise<void>
}

/** The part of the configuration file that tests change. */
export interface ServeConfig {
  tenants: Record<string, unknown>[]
  [name: string]: unknown
}

/** A `rampway serve` process. */
export interface Served extends Program {
  readonly url: string
  /** Of the operator's port. */
  readonly operatorUrl: string
  readonly openSession: (body: unknown, sub?: string) => Promise<JsonAnswer>
}

/** Prepares a configuration whose tenants' Meld is `simulatorUrl`; nothing runs until `serve`. */
export async function prepareServe(simulatorUrl: string, publicUrl = 'http://127.0.0.1:1'): Promise<ServeBench> {
  const folder = await mkdtemp(join(tmpdir(), 'rampway-serve-'))
  const identity = await createDevIdentityProvider({ dataDir: folder, now: Date.now })
  const keys = await serveKeys(identity)
  const database = await cloneDatabase()
  const configPath = join(folder, 'rampway.yaml')
  const served: Served[] = []
  const writeConfig: ServeBench['writeConfig'] = async (change) => {
    const config: ServeConfig = {
      public_url: publicUrl,
      tenants: devTenantIds.map((id) => ({
        id,
        meld: { base_url: simulatorUrl, api_key: `\${MELD_KEY}${id === devTenantIds[0] ? '1' : '2'}` },
        issuers: identity.issuersFor(id, keys.url).map((issuer) =>
          issuer.kind === 'privy'
            ? { type: 'privy', app_id: issuer.appId, jwks_url: `${keys.url}/dev/jwks/privy.json` }
            : {
                type: 'dynamic',
                environment_id: issuer.environmentId,
                issuers: [...issuer.issuers],
                jwks_url: `${keys.url}/dev/jwks/dynamic.json`,
              },
        ),
      })),
    }
    change(config)
    await writeFile(configPath, stringify(config))
  }
  await writeConfig(() => {})
  return {
    database,
    databaseUrl: urlOf(database),
    identity,
    configPath,
    writeConfig,
    serve: async (env = {}) => {
      const [port, operatorPort] = [await freePort(), await freePort()]
      const url = `http://127.0.0.1:${port}`
      const operatorUrl = `http://127.0.0.1:${operatorPort}`
      const started = startProgram(['serve', '--config', configPath], {
        PORT: String(port),
        OPERATOR_PORT: String(operatorPort),
        HOST: '127.0.0.1',
        DATABASE_URL: urlOf(database),
        ...env,
        MELD_KEY: 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz',
      })
      const openSession = async (body: unknown, sub = 'alice') =>
        fetchJson(`${url}/v0/ramp/sessions`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-juno-orgid': String(devTenantIds[0]),
            'x-juno-jwt': await mint(identity, sub),
          },
          body: JSON.stringify(body),
        })
      const process = { ...started, url, operatorUrl, openSession }
      served.push(process)
      await untilHealthy(started, url)
      // What it says at its start is written a moment later.
      await vi.waitFor(() => expect(started.output()).toContain('"msg":"listening"'), patienceMs)
      return process
    },
    close: async () => {
      await Promise.all(served.map(({ kill }) => kill()))
      await new Promise((resolve) => keys.server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function mint(identity: DevIdentityProvider, sub: string): Promise<string> {
  const tenant = devTenantIds[0]
  if (tenant === undefined) throw new Error('no dev tenant')
  return identity.mint({ provider: 'privy', sub, tenant, expiresInSeconds: 3600 })
}

async function serveKeys(identity: DevIdentityProvider): Promise<{ url: string; server: Server }> {
  const port = await freePort()
  const server = createServer((request, response) => {
    const body = JSON.stringify(identity.jwks(request.url?.includes('privy') === true ? 'privy' : 'dynamic'))
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${port}`, server }
}
