import { join, relative, resolve } from 'node:path'
import { type ResolveSession, type Simulator, type SimulatorOptions, startSimulator } from '@rampway/simulator'
import { type Environment, formatEnvironmentFault, readEnvironment } from '../config/environment.ts'
import { serveBrowserFiles } from '../dev/browser-files.ts'
import { createDevIdentityProvider } from '../dev/identity-provider.ts'
import { allowLocalApps, devOrigins } from '../dev/local-apps.ts'
import { showLines } from '../dev/log-lines.ts'
import { servePlayground } from '../dev/playground.ts'
import { createDevTenants, devWebhooks } from '../dev/tenants.ts'
import { welcome } from '../dev/welcome.ts'
import { defaultRetention } from '../domain/retention.ts'
import { createGateway } from '../gateway.ts'
import { createLog } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import { programVersion } from '../observe/version.ts'
import { findExternalIds } from '../operations/links/links.ts'
import { proxyOf } from './proxy.ts'
import { listenOrExplain, refuseToStart, runUntilStopped } from './running.ts'
import { chooseStore } from './store-choice.ts'

/**
 * `rampway dev`: the gateway, the Meld simulator and a dev identity provider in one process, on the private PostgreSQL
 * unless `DATABASE_URL` names another. All share one clock, which `POST /_sim/clock` moves.
 */
export async function runDev(env: NodeJS.ProcessEnv): Promise<void> {
  const read = readEnvironment(env)
  if (read.kind === 'faults') refuseToStart(read.faults.map(formatEnvironmentFault))
  const { environment } = read
  const { host, port } = environment
  const localUrl = `http://${reachableHost(host)}:${port}`
  const publicUrl = environment.publicUrl ?? localUrl
  const origins = devOrigins(publicUrl, environment.devOrigins)
  const output = openLogOutput(process.stdout.fd)
  // Whoever sets a level reads JSON; without one it is a person at a terminal.
  const showsRefusals = !environment.isLogLevelGiven
  const log = createLog(environment.logLevel, showsRefusals ? showLines(output.write) : output)
  let advancedMs = 0
  const clock = () => Date.now() + advancedMs

  const drainDelayMs = environment.drainDelaySeconds * 1000
  await runUntilStopped(log, drainDelayMs, async (onClose) => {
    const [store, identity] = await Promise.all([
      chooseStore(environment.databaseUrl, environment.dataDir, log),
      createDevIdentityProvider({ dataDir: environment.dataDir, now: clock }),
    ])
    onClose(store.release)
    let resolveSession: ResolveSession = async () => []
    const simulator = await startSimulatorBeside(environment, {
      file: join(environment.dataDir, 'simulator', 'world.json'),
      say: (sentence) => log.warn(sentence),
      isHeld: true,
      now: Date.now,
      onAdvance: (ms) => {
        advancedMs += ms
      },
      resolveSession: (id) => resolveSession(id),
    })
    onClose(simulator.close)
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
      retention: defaultRetention,
      clock,
      log,
      logLinesLost: output.linesLost,
      worker: true,
      mount: (app, deps) => {
        resolveSession = (id) => findExternalIds(deps, id)
        allowLocalApps(app, origins, log)
        identity.register(app)
        serveBrowserFiles(app)
        servePlayground(app, { publicUrl, simulatorUrl: simulator.url })
        simulator.registerControl(app)
      },
    })
    onClose(gateway.close)
    await listenOrExplain(() => gateway.listen(host, port), host, port)
    simulator.goOn()
    const dataDir = resolve(environment.dataDir)
    const facts = {
      publicUrl,
      simulatorUrl: simulator.url,
      version: programVersion,
      dataDir,
      advancedMs,
      showsRefusals,
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

/** On the next port, so that its address is the same at each start; on any other when that one is taken. */
async function startSimulatorBeside(
  { host, port, publicUrl }: Environment,
  options: Omit<SimulatorOptions, 'host' | 'port' | 'publicUrl'>,
): Promise<Simulator> {
  const reachable = publicUrl === undefined ? {} : { publicUrl: `http://${new URL(publicUrl).hostname}:${port + 1}` }
  try {
    return await startSimulator({ ...options, ...reachable, host, port: port + 1 })
  } catch {
    return startSimulator({ ...options, host, port: 0 })
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
