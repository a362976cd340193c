import { createServerClient, type Listening } from '@rampway/client/server'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Clock, systemClock } from '../domain/clock.ts'
import type { TenantId } from '../domain/tenant.ts'
import { formatWebhookSecret, makeWebhookSecret, parseWebhookSecret } from '../domain/webhook-secret.ts'
import { createLog } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import { createOutbound, type Send } from '../outbound/request.ts'
import { forward, webhookBody } from './listen-forwarding.ts'
import { type ListenSource, sourceOfDev } from './listen-source.ts'
import { addressesFor, type ListenTarget, readAddress, readMap, readTypes } from './listen-target.ts'
import { eventDocument, eventLines, replayLines, startDocument, startLines } from './listen-words.ts'
import { clockOfCommand } from './operations-access.ts'
import { parseTime, readTenant } from './option-values.ts'
import { print, printJsonLine } from './output.ts'
import { proxyOf } from './proxy.ts'
import { runUntilStopped } from './running.ts'
import { requireSettings } from './settings.ts'

interface ListenCommandOptions {
  readonly forwardTo?: string
  readonly map?: readonly ListenTarget[]
  readonly types?: readonly string[]
  /** When to begin, by what time it is for the gateway. */
  readonly since?: (now: number) => number
  readonly url?: string
  readonly key?: string
  readonly tenant?: TenantId
  readonly secret?: Buffer
  readonly timestampFormat: 'iso8601' | 'epoch'
  readonly json?: boolean
  readonly printJson?: boolean
}

/** Adds `rampway listen`. */
export function addListenCommand(program: Command): void {
  program
    .command('listen')
    .description('brings events to programs on this machine, as signed webhooks: see docs/webhooks.md')
    .option(
      '--forward-to <url>',
      'where they go, such as http://127.0.0.1:3000/hooks; else they are shown',
      readAddress,
    )
    .option('--map <type=url>', 'where those of a type, or of ramp.transaction.*, go instead; may be repeated', readMap)
    .option('--types <list>', 'these alone, separated by commas, such as ramp.transaction.*', readTypes)
    .option('--since <time>', 'first what happened since then: 30m, 1h, 2d or 2026-11-27T14:00:00Z', readSince)
    .option('--url <url>', 'where the gateway is; else rampway dev', readAddress)
    .option('--key <key>', 'with --url: a tenant key that may read, rwk_…; else RAMPWAY_TENANT_KEY')
    .option('--tenant <org:env>', 'of rampway dev: whose events', readTenant)
    .option('--secret <whsec>', 'what they are signed with; else a new one each time', readSecret)
    .addOption(
      new Option('--timestamp-format <format>', 'the form of times in them')
        .choices(['iso8601', 'epoch'])
        .default('iso8601'),
    )
    .option('--print-json', 'shows the body of each')
    .option('--json', 'prints a JSON document for each, in one line')
    .action((options: ListenCommandOptions) => runListen(options, process.env))
}

async function runListen(options: ListenCommandOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const log = createLog('warn', openLogOutput(process.stderr.fd))
  const { environment } = await requireSettings(undefined, env)
  await runUntilStopped(log, 0, async (onClose) => {
    const { send, close } = createOutbound({ proxy: proxyOf(environment.proxy) })
    onClose(close)
    const [source, clock] =
      options.url === undefined
        ? [await devSource(options, environment.dataDir, send), clockOfCommand(undefined, environment)]
        : [{ url: options.url, key: keyFor(options, env) }, systemClock]
    const controller = new AbortController()
    const listening = startListening(options, source, clock, controller.signal)
    const done = forwardAll(listening, options, source.url, send)
    onClose(async () => {
      controller.abort()
      await done.catch(() => {})
    })
    await done
  })
}

function devSource({ key, tenant }: ListenCommandOptions, dataDir: string, send: Send): Promise<ListenSource> {
  if (key === undefined) return sourceOfDev(dataDir, tenant, send)
  throw new Error('--key is for the gateway that --url names: give both, or neither for rampway dev.')
}

function keyFor({ key, tenant }: ListenCommandOptions, env: NodeJS.ProcessEnv): string {
  if (tenant !== undefined)
    throw new Error('--tenant chooses one of rampway dev; with --url the key says whose events.')
  const given = key ?? env.RAMPWAY_TENANT_KEY
  if (given !== undefined) return given
  throw new Error('Give --key rwk_…, or set RAMPWAY_TENANT_KEY; rampway tenant key create makes one.')
}

function startListening(
  { types, since, json }: ListenCommandOptions,
  { url, key }: ListenSource,
  clock: Clock,
  signal: AbortSignal,
): Listening {
  return createServerClient({ baseUrl: url, key }).events.listen({
    types,
    since: since?.(clock()),
    signal,
    onInterruption: ({ code, message }) =>
      say(json, { interrupted: { code, message } }, [`Not connected, trying again: ${message}`]),
  })
}

/** Takes events in their order until the listening ends. One is forwarded before the next is looked at. */
async function forwardAll(
  listening: Listening,
  options: ListenCommandOptions,
  from: string,
  send: Send,
): Promise<void> {
  const { json, map = [], forwardTo, secret = makeWebhookSecret() } = options
  const targets = forwardTo === undefined ? map : [...map, { types: null, url: forwardTo }]
  const start = { from, secret: formatWebhookSecret(secret), targets }
  const deps = { send, clock: systemClock, secret }
  await listening.opened
  say(json, startDocument(start), startLines(start))
  let isHelpGiven = false
  for await (const event of listening) {
    const body = webhookBody(event, options.timestampFormat)
    const addresses = addressesFor(targets, event.type)
    const forwarded = await Promise.all(addresses.map((url) => forward(deps, event.id, body, url)))
    const shown = { event, forwarded, body: options.printJson === true ? body : null }
    const isLost = forwarded.some(({ status }) => status === null)
    say(json, eventDocument(shown), [...eventLines(shown), ...(isLost && !isHelpGiven ? replayLines(event.id) : [])])
    isHelpGiven ||= isLost
  }
}

function say(json: boolean | undefined, document: object, lines: readonly string[]): void {
  if (json === true) printJsonLine(document)
  else print(false, undefined, lines)
}

function readSince(text: string): (now: number) => number {
  const [, count, unit = ''] = /^(\d{1,4})([smhd])$/.exec(text) ?? []
  if (count === undefined) {
    const at = parseTime(text)
    if (at === undefined) {
      throw new InvalidArgumentError('How long ago, as 30m, 1h or 2d, or since when, as 2026-11-27T14:00:00Z.')
    }
    return () => at
  }
  const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
  return (now) => now - Number(count) * (unitMs[unit] ?? 0)
}

function readSecret(text: string): Buffer {
  const secret = parseWebhookSecret(text)
  if (secret === undefined) throw new InvalidArgumentError('whsec_ and the base64 of 32 bytes.')
  return secret
}
