import { type Command, InvalidArgumentError } from 'commander'
import type { Wire } from '../contract/endpoint.ts'
import type { OperatorSession } from '../contract/operator-session-detail.ts'
import { operatorActReply, operatorNoteReply, operatorSessionReply } from '../contract/operator-session-detail-view.ts'
import { operatorExportReply } from '../contract/operator-session-export.ts'
import type { Operator } from '../domain/operator.ts'
import { noteLengthMax, readOperatorText } from '../domain/operator-text.ts'
import type { TenantId } from '../domain/tenant.ts'
import { programVersion } from '../observe/version.ts'
import type { Deps } from '../operations/deps.ts'
import {
  type ActedOn,
  cancelAsOperator,
  checkNow,
  noteOnSession,
  releaseAsOperator,
} from '../operations/operator/session-acts.ts'
import { readSession, readSessionForExport, type SessionTarget } from '../operations/operator/sessions.ts'
import { withOperations } from './operations-access.ts'
import { readReason, readTenant } from './option-values.ts'
import { print } from './output.ts'

/** The options of every `rampway session …`. */
interface SessionOptions {
  readonly config?: string
  readonly tenant?: TenantId
  readonly json?: boolean
}

type Detail = Wire<typeof OperatorSession>

/** Adds `rampway session show`, `check`, `release-link`, `cancel`, `note` and `export`. */
export function addSessionCommands(program: Command): void {
  const session = program.command('session').description('shows one session and acts on it, as the operator API does')
  const verb = (name: string, about: string) =>
    session
      .command(name)
      .description(about)
      .argument('<id>', 'the session, such as rampway find tells it')
      .option('--config <file>', 'the configuration file; without one it is about rampway dev')
      .option('--tenant <org:env>', 'whose session it is; found without', readTenant)
      .option('--json', 'prints one JSON document, as the operator API answers')

  verb('show', 'everything that is recorded of a session, its timeline last').action(
    (id: string, options: SessionOptions) =>
      run(options, async (deps, operator) => {
        const record = await readSession(deps, operator, targetOf(id, options))
        const reply = operatorSessionReply(record, deps.clock())
        print(options.json === true, reply, [...factLines(reply.session), '', ...timelineLines(reply.session)])
      }),
  )
  verb('check', 'asks Meld for the session’s transactions at once')
    .option('--reason <text>', 'why, for the audit log', readReason)
    .action((id: string, options: SessionOptions & { reason?: string }) =>
      act(options, (deps, operator) => checkNow(deps, operator, targetOf(id, options), options.reason ?? null)),
    )
  verb('release-link', 'frees the link from the browser that opened it')
    .requiredOption('--reason <text>', 'why, for the audit log', readReason)
    .action((id: string, options: SessionOptions & { reason: string }) =>
      act(options, (deps, operator) => releaseAsOperator(deps, operator, targetOf(id, options), options.reason)),
    )
  verb('cancel', 'closes the session, so that nobody starts a trade with it any more')
    .requiredOption('--reason <text>', 'why, for the audit log', readReason)
    .action((id: string, options: SessionOptions & { reason: string }) =>
      act(options, (deps, operator) => cancelAsOperator(deps, operator, targetOf(id, options), options.reason)),
    )
  verb('note', 'adds a note for other operators')
    .argument('<text>', `1 to ${noteLengthMax} characters`, readNote)
    .action((id: string, text: string, options: SessionOptions) =>
      run(options, async (deps, operator) => {
        const note = await noteOnSession(deps, operator, targetOf(id, options), text)
        print(options.json === true, operatorNoteReply(note), ['Noted.'])
      }),
    )
  verb('export', 'prints a redacted bundle to send to the provider').action((id: string, options: SessionOptions) =>
    run(options, async (deps, operator) => {
      const record = await readSessionForExport(deps, operator, targetOf(id, options))
      print(true, operatorExportReply(record, programVersion, deps.clock()), [])
    }),
  )
}

function run(options: SessionOptions, work: (deps: Deps, operator: Operator) => Promise<void>): Promise<void> {
  return withOperations({ config: options.config }, process.env, work)
}

function act(options: SessionOptions, perform: (deps: Deps, operator: Operator) => Promise<ActedOn>): Promise<void> {
  return run(options, async (deps, operator) => {
    const acted = await perform(deps, operator)
    const reply = operatorActReply(acted, deps.clock())
    const { id, status } = reply.session
    print(options.json === true, reply, [`outcome   ${reply.outcome}`, `session   ${id} is ${status}`])
  })
}

function targetOf(id: string, { tenant }: SessionOptions): SessionTarget {
  return { id, tenant: tenant ?? null }
}

function factLines(session: Detail): readonly string[] {
  const { quoted, delivered, failure } = session
  const amounts = (legs: NonNullable<Detail['quoted']>) =>
    `${legs.source_amount ?? '?'} ${legs.from_asset ?? '?'} for ${legs.destination_amount ?? '?'} ${legs.to_asset ?? '?'}`
  const facts: readonly (readonly [string, string | null])[] = [
    ['session', session.id],
    ['tenant', session.tenant],
    ['user', `${session.user} (${session.subject ?? 'not known by name'})`],
    ['status', session.status],
    ['trade', `${session.source_amount} ${session.from_asset} to ${session.to_asset}, chain ${session.chain_id}`],
    ['country', session.country_code],
    ['wallet', session.wallet_address],
    ['provider', session.service_provider],
    ['quoted', quoted && amounts(quoted)],
    ['delivered', delivered && amounts(delivered)],
    ['failure', failure?.detail ?? null],
    ...session.transactions.map(({ id, status }): readonly [string, string] => ['payment', `${id} is ${status}`]),
    ['trace', session.trace_id],
  ]
  return facts.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(10)}${value}`]))
}

function timelineLines({ timeline }: Detail): readonly string[] {
  return timeline.map((entry) => {
    const { happened_at, by, title, detail } = entry
    const facts = [entry.status, entry.outcome, entry.reason, entry.http_status, detail?.meld_status, detail?.text]
    const took = entry.duration_ms === undefined ? [] : [`${entry.duration_ms} ms`]
    const told = [...facts.filter((fact) => fact !== undefined), ...took].join(' · ')
    return `${new Date(happened_at).toISOString()}  ${by.padEnd(8)}  ${title}${told === '' ? '' : `: ${told}`}`
  })
}

function readNote(text: string): string {
  const note = readOperatorText(text, noteLengthMax)
  if (note !== undefined) return note
  throw new InvalidArgumentError(`1 to ${noteLengthMax} characters, without control characters`)
}
