import { networkInterfaces } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { type ResolveSession, type Simulator, type SimulatorOptions, startSimulator } from '@rampway/simulator'
import type { Command } from 'commander'
import { type Environment, formatEnvironmentFault, readEnvironment } from '../config/environment.ts'
import { serveBrowserFiles } from '../dev/browser-files.ts'
import { createDevIdentityProvider } from '../dev/identity-provider.ts'
import { chooseLanAddress } from '../dev/lan.ts'
import { allowLocalApps, devOrigins } from '../dev/local-apps.ts'
import { showLines } from '../dev/log-lines.ts'
import { makeDevSignInCode, serveOperatorTokens } from '../dev/operator-tokens.ts'
import { servePlayground } from '../dev/playground.ts'
import { writeDevState } from '../dev/state.ts'
import { serveTenantKeys } from '../dev/tenant-keys.ts'
import { createDevTenants, devWebhooks } from '../dev/tenants.ts'
import { devWebhookTargets } from '../dev/webhook-targets.ts'
import { welcome } from '../dev/welcome.ts'
import { isLoopbackHost } from '../domain/loopback.ts'
import { defaultRetention } from '../domain/retention.ts'
import { createGateway, type Gateway } from '../gateway.ts'
import { builtConsole } from '../http/console.ts'
import { builtPortal } from '../http/portal.ts'
import { createLog } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import { programVersion } from '../observe/version.ts'
import { findExternalIds } from '../operations/links/links.ts'
import { proxyOf } from './proxy.ts'
import { errorCodeOf, listenOrExplain, refuseToStart, runUntilStopped } from './running.ts'
import { chooseStore } from './store-choice.ts'

/** Adds `dev`. */
export function addDevCommand(program: Command): void {
  program
    .command('dev')
    .description('the gateway with a Meld simulator, two dev tenants and a dev identity provider')
    .option(
      '--lan [address]',
      'lets other devices of the network in, such as your phone: see docs/react-native.md#try-it-on-your-phone',
    )
    .action((options: DevOptions) => runDev(options, process.env))
}

/** The options of the command. */
interface DevOptions {
  /** Other devices of the network are let in: by the address that is given, or else by the only private one. */
  readonly lan?: true | string
}

/**
 * `rampway dev`: the gateway, the Meld simulator and a dev identity provider in one process, on the private PostgreSQL
 * unless `DATABASE_URL` names another. All share one clock, which `POST /_sim/clock` moves.
 */
async function runDev({ lan }: DevOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const read = readEnvironment(env)
  if (read.kind === 'faults') refuseToStart(read.faults.map(formatEnvironmentFault))
  const environment = lan === undefined ? read.environment : openToNetwork(read.environment, lan)
  const { host, port, operator } = environment
  const localUrl = `http://${reachableHost(host)}:${port}`
  const publicUrl = environment.publicUrl ?? localUrl
  const origins = devOrigins(publicUrl, environment.devOrigins)
  const output = openLogOutput(process.stdout.fd)
  // Whoever sets a level reads JSON; without one it is a person at a terminal.
  const showsRefusals = !environment.isLogLevelGiven
  const log = createLog(environment.logLevel, showsRefusals ? showLines(output.write) : output)
  let advancedMs = 0
  let simulatorUrl = ''
  const tellCommands = (): void => {
    if (simulatorUrl !== '') writeDevState(environment.dataDir, { publicUrl, simulatorUrl, advancedMs })
  }
  const clock = () => Date.now() + advancedMs

  const drainDelayMs = environment.drainDelaySeconds * 1000
  await runUntilStopped(log, drainDelayMs, async (onClose) => {
    const [store, identity] = await Promise.all([
      chooseStore(environment.databaseUrl, environment.dataDir, log),
      createDevIdentityProvider({ dataDir: environment.dataDir, now: clock }),
    ])
    onClose(store.release)
    let resolveSession: ResolveSession = async () => []
    const { simulator, pagesUrl } = await startSimulatorBeside(environment, {
      file: join(environment.dataDir, 'simulator', 'world.json'),
      say: (sentence) => log.warn({}, sentence),
      isHeld: true,
      now: Date.now,
      onAdvance: (ms) => {
        advancedMs += ms
        tellCommands()
      },
      resolveSession: (id) => resolveSession(id),
    })
    onClose(simulator.close)
    simulatorUrl = simulator.url
    tellCommands()
    const tenants = createDevTenants({ identity, gatewayUrl: localUrl, simulatorUrl: simulator.url, origins })
    // Not to the public address, which this machine itself may not reach.
    for (const webhook of devWebhooks(tenants, localUrl)) simulator.addWebhook(webhook)
    const gateway = await createGateway({
      publicUrl,
      database: store.target,
      preparedStatements: store.isPrivate,
      drainDelayMs,
      databaseWaitMs: environment.databaseWaitSeconds * 1000,
      tenants,
      trustedProxies: [],
      keepAliveSeconds: environment.keepAliveSeconds,
      proxy: proxyOf(environment.proxy),
      healthPort: environment.healthPort,
      operator: { ...operator, consoleFolder: builtConsole() },
      portalFolder: builtPortal(),
      retention: defaultRetention,
      webhooks: devWebhookTargets,
      clock,
      log,
      logLinesLost: output.linesLost,
      worker: true,
      doctor: {
        settings: {
          operatorListen: { host: operator.host, port: operator.port },
          trustedProxies: [],
          preparedStatements: store.isPrivate,
        },
        file: () => null,
        // What Meld received is there to be seen in the simulator, call by call.
        looksAround: false,
        databaseFolder: store.isPrivate ? environment.dataDir : undefined,
      },
      mount: (app, deps) => {
        resolveSession = (id) => findExternalIds(deps, id)
        allowLocalApps(app, origins, log)
        identity.register(app)
        serveOperatorTokens(app, deps)
        serveTenantKeys(app, deps)
        serveBrowserFiles(app)
        servePlayground(app, { publicUrl, simulatorUrl: pagesUrl })
        simulator.registerControl(app)
      },
    })
    onClose(gateway.close)
    const operatorPort = await listenForOperators(gateway, environment)
    await listenOrExplain(() => gateway.listen(host, port), { host, port })
    simulator.goOn()
    const dataDir = resolve(environment.dataDir)
    const facts = {
      publicUrl,
      signInCode: await makeDevSignInCode(gateway.deps),
      operatorUrl: operator.publicUrl ?? `http://${reachableHost(operator.host)}:${operatorPort}`,
      isOperatorPortMoved: operatorPort !== operator.port && operator.port !== 0,
      simulatorUrl: simulator.url,
      version: programVersion,
      dataDir,
      advancedMs,
      showsRefusals,
      isOpenToNetwork: lan !== undefined,
    }
    process.stdout.write(welcome({ ...facts, ...findProgram(process.argv[1] ?? '') }))
  })
}

/** An address of that host that can be called: a wildcard is where to listen, and IPv6 stands in brackets. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** On any free port where the usual one is taken, as by another `rampway dev`, unless somebody named one. */
async function listenForOperators(gateway: Gateway, { port, operator }: Environment): Promise<number> {
  const address = { ...operator, prefix: 'OPERATOR_' }
  const mayMove = !operator.isPortGiven
  if (mayMove && operator.port === port) return await listenOrExplain(() => gateway.listenForOperators(0), address)
  return await listenOrExplain(async () => {
    try {
      return await gateway.listenForOperators(operator.port)
    } catch (error) {
      if (!mayMove || errorCodeOf(error) !== 'EADDRINUSE') throw error
      return await gateway.listenForOperators(0)
    }
  }, address)
}

/** The same with every interface to listen on, and this machine's address in the network as the public one. */
function openToNetwork(environment: Environment, lan: true | string): Environment {
  const { host, port, publicUrl } = environment
  if (publicUrl !== undefined) refuseToStart(['--lan sets the public address: leave RAMPWAY_PUBLIC_URL out'])
  const named = isLoopbackHost(host) || host === '0.0.0.0' || host === '::' ? undefined : host
  const choice = chooseLanAddress(networkInterfaces(), lan === true ? named : lan)
  if (choice.kind === 'fault') refuseToStart([`--lan: ${choice.reason}`])
  return { ...environment, host: '0.0.0.0', publicUrl: `http://${choice.address}:${port}` }
}

/** A simulator, and where the pages of its providers are for browsers. */
interface SimulatorBeside {
  readonly simulator: Simulator
  readonly pagesUrl: string
}

/** The operator's port is usually the one in between. */
const simulatorOffset = 2

/** Where its address is the same at each start; on any other port when that one is taken. */
async function startSimulatorBeside(
  { host, port, publicUrl }: Environment,
  options: Omit<SimulatorOptions, 'host' | 'port' | 'publicUrl'>,
): Promise<SimulatorBeside> {
  const pagesUrl =
    publicUrl === undefined ? undefined : `http://${new URL(publicUrl).hostname}:${port + simulatorOffset}`
  const reachable = pagesUrl === undefined ? {} : { publicUrl: pagesUrl }
  try {
    const simulator = await startSimulator({ ...options, ...reachable, host, port: port + simulatorOffset })
    return { simulator, pagesUrl: pagesUrl ?? simulator.url }
  } catch {
    const simulator = await startSimulator({ ...options, host, port: 0 })
    return { simulator, pagesUrl: simulator.url }
  }
}

/** How to run this very program again from here, and where its documents lie. */
function findProgram(path: string): { readonly command: string; readonly docs: string } {
  const shown = (place: string): string => {
    const fromHere = relative(process.cwd(), place)
    return fromHere.startsWith('..') ? place : fromHere
  }
  return { command: `node ${shown(path)}`, docs: shown(resolve(path, '../../../../docs')) }
}
