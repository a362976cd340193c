import { createHmac, randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { createAccounts } from './accounts.ts'
import { createCalls } from './calls.ts'
import { createClock } from './clock.ts'
import { registerControlRoutes } from './control-plugin.ts'
import type { ResolveSession } from './control-sessions.ts'
import { awaitApproval } from './customers.ts'
import { createFaults } from './faults.ts'
import { createHungCalls } from './hung-calls.ts'
import { createIds } from './ids.ts'
import { instantServer } from './instant.ts'
import { registerPages } from './pages-plugin.ts'
import { type SavedWorld, writeWorld } from './saved-world.ts'
import { createState, DEFAULT_TIMINGS, type Timings } from './state.ts'
import { goOnWith } from './transactions.ts'
import { createWebhooks } from './webhooks.ts'
import { registerWire, WIRE_BODY_BYTES_MAX } from './wire-plugin.ts'
import type { World } from './world.ts'
import { keepWorld, loadWorld, type Say } from './world-file.ts'

export type { ResolveSession } from './control-sessions.ts'

/** Pending connections the kernel may hold: load tests open thousands at once. */
const LISTEN_BACKLOG = 8_192
/** The seed of prices when none is given: examples stay the same from start to start. */
const DEFAULT_PRICE_SEED = 'rampway'

export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 0: any free port. */
  readonly port?: number
  /** Base of checkout URLs; default `http://host:port`. */
  readonly publicUrl?: string
  /**
   * Ids, fees and prices follow from it: the same seed and the same calls give the same ids. Without one prices are
   * fixed and ids differ from start to start, so that a gateway with a lasting database never meets an id twice.
   */
  readonly seed?: string
  /** Epoch milliseconds, the base clock. The simulator's own time is this plus whatever it was advanced by. */
  readonly now?: () => number
  /** Told each step (a difference, not a total) by which `POST /_sim/clock` moves time, before anything falls due. */
  readonly onAdvance?: (advanceMs: number) => void
  /** Accepted keys; default any well-formed `BASIC <key>`. Each key is its own Meld account. */
  readonly apiKeys?: readonly string[]
  /** Keys that share an account, group by group. */
  readonly keyGroups?: readonly (readonly string[])[]
  /** Finds the sessions of an id the simulator does not know (the gateway's own). */
  readonly resolveSession?: ResolveSession
  /** Bench mode: nothing is recorded, widgets lead nowhere, and repeated quotes are answered from memory. */
  readonly instant?: boolean
  /** How long things take on the simulator's clock. */
  readonly timings?: Partial<Timings>
  /**
   * The file that the world is kept in: sessions, customers, transactions, webhook targets, the clock. Not together with
   * `seed`, whose ids would come again. Default: none, everything is forgotten at the end.
   */
  readonly file?: string
  /** Called with what a person should know about the file. */
  readonly say?: Say
  /** What was under way in the saved world waits until `goOn`, such as while its receivers are not there yet. */
  readonly isHeld?: boolean
}

export interface Simulator {
  /** `http://host:port`, without a trailing slash. */
  readonly url: string
  /** Serves a connection that was accepted elsewhere like one that came to `url`. */
  readonly accept: (connection: Socket) => void
  /** Mounts the `/_sim/*` control routes on another Fastify app, inside a plugin of their own. */
  readonly registerControl: (app: FastifyInstance, options?: ControlOptions) => void
  /** Sends this simulator's webhooks there too, for the account of `apiKey` or for every one. Returns the secret. */
  readonly addWebhook: (target: { readonly url: string; readonly secret?: string; readonly apiKey?: string }) => string
  /** Lets a simulator that was started with `isHeld` go on. */
  readonly goOn: () => void
  readonly close: () => Promise<void>
}

export interface ControlOptions {
  /** Replaces the simulator's own `resolveSession` for calls through this app. */
  readonly resolveSession?: ResolveSession
}

/**
 * Starts a simulated Meld: its API, the providers' checkout page and the control API, on one port. Rejects when it cannot
 * listen, or may not read its file.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { file, say = () => {} } = options
  if (file !== undefined && options.seed !== undefined) throw new TypeError('a saved world draws no ids from a seed')
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const hung = createHungCalls()
  const kept = file === undefined ? undefined : await loadWorld(file, say)
  const secret = kept?.secret ?? options.seed ?? randomBytes(32).toString('hex')
  const world: World = createWorld(options, {
    releaseHung: hung.release,
    changed: () => keeper?.changed(),
    kept,
    secret,
  })
  const keeper = file === undefined ? undefined : keepWorld(file, () => writeWorld(world, secret), say)
  const app = Fastify({
    bodyLimit: WIRE_BODY_BYTES_MAX,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    ...(options.instant === true ? { serverFactory: instantServer(() => world) } : {}),
  })
  const findAccount = createAccounts(options, world.ids)
  registerWire(app, world, { findAccount, closing: closing.signal, hung })
  registerPages(app, world)
  registerControlRoutes(app, world, options.resolveSession)
  const host = options.host ?? '127.0.0.1'
  const address = await app
    .listen({ host, port: options.port ?? 0, backlog: LISTEN_BACKLOG })
    .catch(async (error: unknown) => {
      await app.close()
      throw error
    })
  // A wildcard is an address to listen on, not one to call.
  const url = address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
  if (kept !== undefined) options.onAdvance?.(kept.advancedMs)
  const goOn = (): void => {
    world.webhooks.resume(kept?.events ?? [])
    world.clock.release()
  }
  if (options.isHeld !== true) goOn()
  world.pageBase = (options.publicUrl ?? url).replace(/\/+$/, '')
  return {
    url,
    accept: (connection) => {
      // As the server has it for connections of its own.
      connection.setNoDelay(true)
      app.server.emit('connection', connection)
    },
    registerControl: (hostApp, { resolveSession = options.resolveSession } = {}) =>
      registerControlRoutes(hostApp, world, resolveSession),
    addWebhook: ({ url: target, secret, apiKey }) =>
      world.webhooks.addProfile({
        id: world.ids.named(`webhook|${apiKey}|${target}`),
        isKept: false,
        accountId: apiKey === undefined ? null : (findAccount(`BASIC ${apiKey}`) ?? null),
        signingClock: 'simulator',
        name: 'added in process',
        url: target,
        eventTypes: [],
        eventVersion: '2023-01-30',
        status: 'ACTIVE',
        ...(secret === undefined ? {} : { secret }),
      }).secret,
    goOn,
    close: async () => {
      closing.abort()
      world.webhooks.close()
      world.clock.close()
      hung.release()
      await app.close()
      await keeper?.close()
    },
  }
}

interface WorldStart extends Pick<World, 'releaseHung' | 'changed'> {
  readonly kept: SavedWorld | undefined
  /** Outlasts this start, unlike the seed that ids are drawn from: none of them may come again. */
  readonly secret: string
}

function createWorld(options: SimulatorOptions, { kept, secret, changed, releaseHung }: WorldStart): World {
  const ids = createIds(options.seed ?? randomBytes(16).toString('hex'), secret)
  const { advancedMs = 0 } = kept ?? {}
  const clock = createClock(options.now ?? Date.now, options.onAdvance, { advancedMs, isHeld: true })
  const faults = createFaults()
  const world: World = {
    seed: options.seed ?? DEFAULT_PRICE_SEED,
    ids,
    clock,
    faults,
    state: kept?.state ?? createState(),
    calls: createCalls(options.instant !== true),
    webhooks: createWebhooks({
      ids,
      clock,
      faults,
      retryMs: () => world.timings.webhookRetryMs,
      changed,
      kept: kept?.profiles ?? [],
    }),
    tokenKey: createHmac('sha256', secret).update('widget tokens').digest(),
    timings: kept?.timings ?? { ...DEFAULT_TIMINGS, ...options.timings },
    pageBase: '',
    memo: options.instant === true ? { quotes: new Map(), trades: new Map() } : undefined,
    changed,
    releaseHung,
  }
  for (const transaction of world.state.transactions.values()) goOnWith(world, transaction)
  for (const customer of world.state.customers.values()) awaitApproval(world, customer)
  return world
}
