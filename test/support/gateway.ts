import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { type ResolveSession, type Simulator, startSimulator } from '@rampway/simulator'
import { expect, inject } from 'vitest'
import { accountOfThisMachine } from '../../src/cli/operations-access.ts'
import { keepAliveSeconds } from '../../src/config/settings.ts'
import { createTenantDirectory, type ReplaceableTenantDirectory } from '../../src/config/tenant-directory.ts'
import { createDevIdentityProvider } from '../../src/dev/identity-provider.ts'
import { allowLocalApps, devOrigins } from '../../src/dev/local-apps.ts'
import { serveOperatorTokens } from '../../src/dev/operator-tokens.ts'
import { servePlayground } from '../../src/dev/playground.ts'
import { serveTenantKeys } from '../../src/dev/tenant-keys.ts'
import { createDevTenants, devWebhooks } from '../../src/dev/tenants.ts'
import { devWebhookTargets } from '../../src/dev/webhook-targets.ts'
import { type OperatorScope, operatorScopes } from '../../src/domain/operator.ts'
import { type PartnerScope, partnerScopes } from '../../src/domain/partner.ts'
import { defaultRetention } from '../../src/domain/retention.ts'
import type { Tenant, TenantId } from '../../src/domain/tenant.ts'
import { createGateway, type Gateway } from '../../src/gateway.ts'
import { builtConsole } from '../../src/http/console.ts'
import type { PaceLimits } from '../../src/http/credential-pace.ts'
import { type StreamLimits, streamLimits } from '../../src/http/open-streams.ts'
import { builtPortal } from '../../src/http/portal.ts'
import { createLog } from '../../src/observe/log.ts'
import { redactLine } from '../../src/observe/redact-line.ts'
import type { Deps } from '../../src/operations/deps.ts'
import { findExternalIds } from '../../src/operations/links/links.ts'
import { makeKey } from '../../src/operations/operator/tenant-keys.ts'
import { makeToken } from '../../src/operations/operator/tokens.ts'
import { cloneDatabase, type TestTarget } from './database.ts'
import { freePort } from './free-port.ts'

/** How a test's gateway differs from the one of `rampway dev`. */
export interface TestGatewayOptions {
  /** Two gateways on one have one PostgreSQL. */
  readonly database?: TestTarget
  readonly simulator?: Simulator
  /** Changes the dev tenants. */
  readonly tenants?: (tenant: Tenant) => Tenant
  readonly trustedProxies?: readonly string[]
  readonly publicUrl?: string
  /** As `RAMPWAY_OPERATOR_URL`. */
  readonly operatorPublicUrl?: string
  /** Other bounds on wrong credentials of operators and partners than the usual ones. */
  readonly paceLimits?: PaceLimits
  /** Other bounds of streams than the usual ones. */
  readonly streamLimits?: Partial<StreamLimits>
  /** As `RAMPWAY_DEV_ORIGINS`. */
  readonly devOrigins?: readonly string[]
  readonly keepAliveSeconds?: number
  /** Takes part in the background work. */
  readonly worker?: boolean
  /** Has the playground at `/`. */
  readonly playground?: boolean
  /** Has the portal at `/portal/`. */
  readonly portal?: boolean
  /** Has the console at `/console` of the operator's port. */
  readonly console?: boolean
  /** The simulator sends its webhooks here; by default, when there is a worker to handle them. */
  readonly webhooks?: boolean
}

/** The whole program in this process, met over real HTTP: gateway, simulator, dev identity, PostgreSQL. */
export interface TestGateway {
  readonly url: string
  /** As callers know it. */
  readonly publicUrl: string
  /** Of the operator's port. */
  readonly operatorUrl: string
  readonly simulator: Simulator
  readonly database: TestTarget
  /** Its application, as the framework knows it. */
  readonly app: Gateway['app']
  /** The same of the operator's port. */
  readonly operatorApp: Gateway['app']
  /** What its operations work with, for calling one of them directly. */
  readonly deps: Deps
  readonly tenants: ReplaceableTenantDirectory
  /** The tenant org-demo:env-sandbox as the gateway began with it. */
  readonly demo: Tenant
  /** Changes the tenants that it began with, until the end of the test. */
  readonly changeTenants: (change: (tenant: Tenant) => Tenant, defaultTenant?: TenantId) => void
  /** Every log line so far, as text. */
  readonly logged: () => string
  /** A token of the dev identity provider. */
  readonly mintToken: (claims?: TokenClaims) => Promise<string>
  /** `POST /v0/ramp/sessions` as alice of org-demo, unless told otherwise. */
  readonly openSession: (body?: unknown, call?: CallOptions) => Promise<JsonAnswer>
  /** A GET as alice of org-demo, unless told otherwise. */
  readonly get: (path: string, call?: CallOptions) => Promise<JsonAnswer>
  /** Any request; all others of a test gateway go through it. */
  readonly send: (path: string, init?: RequestInit) => Promise<JsonAnswer>
  /** An operator's token, with all scopes unless told otherwise. */
  readonly operatorToken: (scopes?: readonly OperatorScope[]) => Promise<string>
  /** A call of the operator API as an operator with these scopes, or all; a body is posted unless told otherwise. */
  readonly operate: (path: string, call?: OperatorCall) => Promise<JsonAnswer>
  /** A key of org-demo with all scopes, unless told otherwise. */
  readonly tenantKey: (key?: TestKey) => Promise<string>
  /** A call of the partner API with a key like that; a body is posted unless told otherwise. */
  readonly asPartner: (path: string, call?: PartnerCall) => Promise<JsonAnswer>
  /** Any request to the operator's port. */
  readonly sendOperator: (path: string, init?: RequestInit) => Promise<JsonAnswer>
  /** A call of the simulator's control API. */
  readonly control: (path: string, body?: unknown) => Promise<JsonAnswer>
  /** Plants a fault in the simulator, until the end of the test. */
  readonly fault: (fault: Readonly<Record<string, unknown>>) => Promise<void>
  /** Acts as the buyer on the provider's page; gives what the simulator tells of it. */
  readonly checkout: (act: Readonly<Record<string, unknown>>) => Promise<JsonAnswer['body']>
  /** The widget calls that Meld received. */
  readonly widgetCalls: () => Promise<SimulatedCall[]>
  readonly advance: (seconds: number) => Promise<void>
  /** Undoes what a test does to tenants and simulator: changes, faults, recorded calls. What is stored stays. */
  readonly startAfresh: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Who a test token is for. */
export interface TokenClaims {
  readonly provider?: 'privy' | 'dynamic'
  readonly sub?: string
  readonly tenant?: string
  readonly expires_in?: number
  readonly claims?: Readonly<Record<string, unknown>>
}

/** Who calls, and with which further headers. */
export interface CallOptions {
  readonly sub?: string
  readonly tenant?: string
  readonly token?: string
  readonly headers?: Record<string, string>
}

/** What an operator calls, and with what. */
export interface OperatorCall {
  /** GET, or POST where there is a body. */
  readonly method?: string
  readonly body?: unknown
  readonly scopes?: readonly OperatorScope[]
  readonly token?: string
  readonly headers?: Record<string, string>
}

/** What a tenant key of a test is to be. */
export interface TestKey {
  readonly tenant?: string
  readonly scopes?: readonly PartnerScope[]
}

/** What a partner's server calls, and with what. */
export interface PartnerCall extends TestKey {
  /** GET, or POST where there is a body. */
  readonly method?: string
  readonly body?: unknown
  readonly key?: string
  readonly headers?: Record<string, string>
}

/** An answer with its body parsed as JSON. */
export interface JsonAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly body: any
  readonly text: string
}

/** A call that the simulator recorded. */
export interface SimulatedCall {
  readonly method: string
  readonly path: string
  readonly provider: string | null
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes
  readonly body: any
}

/** The wallet of the tests' buyer. */
export const wallet = '0x52908400098527886E0F7030069857D2E4169EE7'

/** A body that opens a session: 100 USD into USDC on Base. */
export function sessionBody(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const base = { source_amount: '100.00', from_asset: 'USD', to_asset: 'USDC', chain_id: 8453, wallet_address: wallet }
  return { ...base, ...overrides }
}

/** Starts it all on free ports; tests take it from `fixtures/`, which close it too. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  let advancedMs = 0
  const clock = () => Date.now() + advancedMs
  const database = options.database ?? (await cloneDatabase())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let resolve: ResolveSession = async () => []
  const simulator =
    options.simulator ??
    (await startSimulator({
      now: Date.now,
      onAdvance: (ms) => {
        advancedMs += ms
      },
      resolveSession: (id) => resolve(id),
    }))
  const origins = devOrigins(options.publicUrl ?? url, options.devOrigins ?? [])
  const identity = await createDevIdentityProvider({ dataDir: await sharedKeys(), now: clock })
  const dev = createDevTenants({ identity, gatewayUrl: url, simulatorUrl: simulator.url, origins }).list()
  const initialTenants = dev.map(options.tenants ?? ((tenant) => tenant))
  const [first] = initialTenants
  if (first === undefined) throw new Error('rampway dev has no tenant')
  const tenants = createTenantDirectory(initialTenants, undefined)
  if (options.webhooks ?? options.worker ?? false) {
    for (const webhook of devWebhooks(tenants, url)) simulator.addWebhook(webhook)
  }
  let lines = ''
  // As in production: what the log calls plain is searched for secrets by nobody.
  const output = {
    write: (line: string) => {
      lines += redactLine(line)
    },
    writePlain: (line: string) => {
      lines += line
    },
    linesLost: () => 0,
  }
  const gateway = await createGateway({
    publicUrl: options.publicUrl ?? url,
    database,
    preparedStatements: true,
    databaseWaitMs: 0,
    drainDelayMs: 0,
    tenants,
    trustedProxies: options.trustedProxies ?? [],
    keepAliveSeconds: options.keepAliveSeconds ?? keepAliveSeconds.default,
    operator: {
      host: '127.0.0.1',
      publicUrl: options.operatorPublicUrl,
      ...(options.console && { consoleFolder: builtConsole() }),
    },
    ...(options.portal && { portalFolder: builtPortal() }),
    paceLimits: options.paceLimits,
    streamLimits: { ...streamLimits, ...options.streamLimits },
    retention: defaultRetention,
    webhooks: devWebhookTargets,
    clock,
    log: createLog('debug', output),
    logLinesLost: () => 0,
    worker: options.worker ?? false,
    mount: (app, deps) => {
      resolve = (id) => findExternalIds(deps, id)
      allowLocalApps(app, origins, deps.log)
      identity.register(app)
      serveOperatorTokens(app, deps)
      serveTenantKeys(app, deps)
      simulator.registerControl(app)
      if (options.playground) {
        servePlayground(app, { publicUrl: options.publicUrl ?? url, simulatorUrl: simulator.url })
      }
    },
  })
  const operatorUrl = `http://127.0.0.1:${await gateway.listenForOperators(0)}`
  await gateway.listen('127.0.0.1', port)

  const send = (path: string, init?: RequestInit) => fetchJson(`${url}${path}`, init)
  const sendOperator = (path: string, init?: RequestInit) => fetchJson(`${operatorUrl}${path}`, init)
  const operatorToken = async (scopes: readonly OperatorScope[] = operatorScopes) => {
    const expiresAt = clock() + testCredentialMs
    const name = `${scopes.join(' ')} of a test`
    return (await makeToken(gateway.deps, accountOfThisMachine(), { name, scopes, expiresAt })).secret
  }
  const tenantKey = async ({ tenant = demo, scopes = partnerScopes }: TestKey = {}) => {
    const wanted = { name: `${scopes.join(' ')} of a test`, scopes, expiresAt: clock() + testCredentialMs }
    const act = { reason: null, traceId: null }
    return (await makeKey(gateway.deps, accountOfThisMachine(), tenantIdOf(tenant, tenants), wanted, act)).secret
  }
  const mintToken = async (requested: TokenClaims = {}) => {
    const { provider = 'privy', sub = 'alice', tenant = demo, expires_in = 3600, claims = {} } = requested
    return identity.mint({
      provider,
      sub,
      tenant: tenantIdOf(tenant, tenants),
      expiresInSeconds: expires_in,
      claims,
    })
  }
  const authorize = async ({ sub, tenant = demo, token, headers }: CallOptions): Promise<Record<string, string>> => ({
    'x-juno-orgid': tenant,
    'x-juno-jwt': token ?? (await mintToken(sub === undefined ? { tenant } : { sub, tenant })),
    ...headers,
  })
  const control: TestGateway['control'] = (path, body) =>
    fetchJson(`${simulator.url}${path}`, body === undefined ? undefined : postJson(body))
  const controlled = async (path: string, body: unknown): Promise<JsonAnswer['body']> => {
    const answer = await control(path, body)
    expect(answer.status, answer.text).toBe(200)
    return answer.body
  }
  return {
    url,
    publicUrl: options.publicUrl ?? url,
    operatorUrl,
    simulator,
    database,
    app: gateway.app,
    operatorApp: gateway.operatorApp,
    deps: gateway.deps,
    tenants,
    demo: first,
    changeTenants: (change, defaultTenant) => tenants.replace(initialTenants.map(change), defaultTenant),
    logged: () => lines,
    mintToken,
    send,
    get: async (path, call = {}) => send(path, { headers: await authorize(call) }),
    openSession: async (body = sessionBody(), call = {}) =>
      send('/v0/ramp/sessions', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(await authorize(call)) },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    operatorToken,
    operate: async (path, { method, body, scopes, token, headers }: OperatorCall = {}) => {
      const authorization = `Bearer ${token ?? (await operatorToken(scopes))}`
      return sendOperator(path, jsonInit({ method, body, headers: { authorization, ...headers } }))
    },
    tenantKey,
    asPartner: async (path, { method, body, key, headers, ...wanted }: PartnerCall = {}) => {
      const authorization = `Bearer ${key ?? (await tenantKey(wanted))}`
      return send(path, jsonInit({ method, body, headers: { authorization, ...headers } }))
    },
    sendOperator,
    control,
    fault: (fault) => controlled('/_sim/faults', fault),
    checkout: (act) => controlled('/_sim/checkout', act),
    widgetCalls: async () => {
      const { body } = await control('/_sim/calls')
      return body.calls.filter(({ path }: SimulatedCall) => path === '/crypto/session/widget')
    },
    advance: (seconds) => controlled('/_sim/clock', { advance_seconds: seconds }),
    startAfresh: async () => {
      tenants.replace(initialTenants, undefined)
      await controlled('/_sim/reset', {})
    },
    close: async () => {
      await gateway.close()
      if (options.simulator === undefined) await simulator.close()
    },
  }
}

const demo = 'org-demo:env-sandbox'
/** Longer than any test advances the clock. */
const testCredentialMs = 365 * 86_400_000

/** Fetches without following redirects and parses a JSON body. */
export async function fetchJson(url: string, init?: RequestInit): Promise<JsonAnswer> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : undefined, text }
}

interface JsonCall {
  readonly method: string | undefined
  readonly body: unknown
  readonly headers: Record<string, string>
}

/** A GET, or with a body a POST of it as JSON, unless told otherwise. */
function jsonInit({ method, body, headers }: JsonCall): RequestInit {
  if (body === undefined) return { method: method ?? 'GET', headers }
  const json = { 'content-type': 'application/json' }
  return { method: method ?? 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) }
}

/** A POST of a JSON body. */
export function postJson(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

let keys: Promise<string> | undefined

function sharedKeys(): Promise<string> {
  keys ??= mkdtemp(join(inject('leftovers'), 'keys-'))
  return keys
}

function tenantIdOf(text: string, tenants: ReplaceableTenantDirectory) {
  const tenant = tenants.list().find(({ id }) => id === text)
  if (tenant === undefined) throw new Error(`no tenant ${text} in this test`)
  return tenant.id
}
