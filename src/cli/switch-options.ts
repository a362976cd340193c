import { type Command, InvalidArgumentError, Option } from 'commander'
import { readOnlyFields } from '../contract/body.ts'
import type { Fields, FieldValues, TenantChoices } from '../contract/field.ts'
import { type SwitchBody, switchFields } from '../contract/operator-switch-fields.ts'
import { readReason } from './option-values.ts'
import { refuseToStart } from './running.ts'

/** What a command names of a switch, as it was written. */
export interface ScopeOptions {
  readonly country?: string
  readonly method?: string
  readonly direction?: string
  readonly asset?: string
  readonly chain?: number
  readonly tenant?: string
}

/** What a command that makes a switch takes besides. */
export interface SwitchOptions extends ScopeOptions {
  readonly config?: string
  readonly reason: string
  /** Milliseconds. */
  readonly for?: number
  readonly until?: string
  readonly drain?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** Adds the options that name part of the routing. */
export function withScope(command: Command): Command {
  return command
    .option('--country <code>', 'where the user is, such as DE; without it everywhere')
    .option('--method <method>', 'such as SEPA, or a broad type such as CARD; without it every method')
    .option('--direction <direction>', 'buy or sell; without it both')
    .option('--asset <symbol>', 'such as USDC or EUR, of either leg; without it every asset')
    .option('--chain <id>', 'of the crypto leg, such as 8453; without it every chain', readNumber)
    .option('--tenant <org:env>', 'without it every tenant')
}

/** Adds the options of a command that makes a switch. */
export function withSwitch(command: Command): Command {
  return withScope(command)
    .addOption(new Option('--for <time>', 'such as 30m, 2h or 7d').argParser(readDuration).conflicts('until'))
    .option('--until <instant>', 'such as 2026-12-01T18:00:00Z; without --for and --until, until somebody ends it')
    .option('--drain', 'lets open sessions go on; without it their links lead there no more')
    .requiredOption('--reason <text>', 'why, for your colleagues; callers are not shown it', readReason)
    .option('--dry-run', 'switches nothing: tells what would have become of the last 24 hours')
    .option('--config <file>', 'the configuration file of the gateway; without one that of rampway dev')
    .option('--json', 'prints one JSON document')
}

/**
 * The body that the same request to the operator API has; `--for` is left to `withEnd`. Ends the process with words for
 * each fault.
 */
export function switchBody(
  options: SwitchOptions,
  named: { readonly provider?: string; readonly everything?: boolean },
): SwitchBody {
  const { until } = options
  const scope = scopeMembers(options)
  const state = options.drain === true ? { state: 'drain' } : {}
  const end = until === undefined ? {} : { until }
  const asked = { ...named, ...scope, ...state, ...end, reason: options.reason, dry_run: options.dryRun === true }
  return readOrRefuse(asked, switchFields)
}

/** The body with the end that `--for` means. */
export function withEnd(body: SwitchBody, { for: duration }: SwitchOptions, now: number): SwitchBody {
  return duration === undefined ? body : { ...body, until: now + duration }
}

/** What the options name, by the names of the operator API; what is not named is left out. */
export function scopeMembers({
  country,
  method,
  direction,
  asset,
  chain,
  tenant,
}: ScopeOptions): Record<string, unknown> {
  const members = { country, method, direction, asset, chain_id: chain, tenant }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** Nobody has chosen anything for the operator. */
const noChoices: TenantChoices = { defaultCountry: 'US', returnLinks: [], returnOrigins: [] }

/** Reads as the operator API does. Ends the process with words for each fault. */
export function readOrRefuse<Of extends Fields>(given: Record<string, unknown>, fields: Of): FieldValues<Of> {
  const read = readOnlyFields(given, fields, noChoices)
  if ('values' in read) return read.values
  return refuseToStart(read.faults.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`))
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function readDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN)
  if (ms > 0) return ms
  throw new InvalidArgumentError('A whole number of s, m, h or d, such as 2h.')
}

/** Reads an option that holds a number. Throws `InvalidArgumentError`. */
export function readNumber(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw new InvalidArgumentError('A number.')
}
