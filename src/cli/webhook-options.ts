import { type Command, Option } from 'commander'
import type { Fields, FieldValues } from '../contract/field.ts'
import type { TenantId } from '../domain/tenant.ts'
import { readReason, readTenant } from './option-values.ts'
import { readOrRefuse } from './switch-options.ts'

/** What every command about webhooks to partners takes. */
export interface CommonOptions {
  readonly config?: string
  readonly json?: boolean
}

/** What a command about something of one tenant takes. */
export interface TenantOptions extends CommonOptions {
  readonly tenant: TenantId
}

/** What a command that changes something takes. */
export interface ActOptions extends TenantOptions {
  readonly reason?: string
}

/** Adds what every command takes. */
export function withCommon(command: Command): Command {
  return command
    .addOption(new Option('--config <file>', 'the configuration file; else rampway dev'))
    .option('--json', 'prints one JSON document, as the operator API answers')
}

/** Adds whose it is. */
export function withTenant(command: Command): Command {
  return withCommon(command.requiredOption('--tenant <org:env>', 'whose it is', readTenant))
}

/** Adds whose it is and why it is done. */
export function withAct(command: Command): Command {
  return withTenant(command).option('--reason <text>', 'why, for the audit log', readReason)
}

/** The same for what stops or loses something. */
export function withReasonedAct(command: Command): Command {
  return withTenant(command).requiredOption('--reason <text>', 'why, for the audit log', readReason)
}

/** What the options say, read as the operator API reads it; ends the process with words for each fault. */
export function readFields<Of extends Fields>(given: Readonly<Record<string, unknown>>, fields: Of): FieldValues<Of> {
  return readOrRefuse(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), fields)
}

/** A list that is written with commas. */
export function readList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
