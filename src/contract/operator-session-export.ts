import { hash } from 'node:crypto'
import { shortWallet } from '../domain/redaction.ts'
import type { SessionRecord } from '../domain/session-record.ts'
import type { Wire } from './endpoint.ts'
import type { OperatorExportReply } from './operator-session-detail.ts'
import { operatorSessionMembers } from './operator-session-detail-view.ts'

type ExportReply = Wire<typeof OperatorExportReply>
type Entry = ExportReply['bundle']['session']['timeline'][number]

/** Entries that are operators' own affair. */
const internalKinds: ReadonlySet<string> = new Set(['note', 'check_asked'])

/**
 * A session as a bundle for Meld or the provider, with a SHA-256 of it. Without who the user is, what the app gave along,
 * networks and browsers, and what operators wrote; of the wallet's address the ends.
 */
export function operatorExportReply(record: SessionRecord, gatewayVersion: string, now: number): ExportReply {
  const members = operatorSessionMembers(record, now)
  const { tenant: _tenant, user: _user, issuer: _issuer, subject: _subject, ...rest } = members
  const { client_state: _state, acts: _acts, ...session } = rest
  const bundle = {
    format: 'rampway-session/1' as const,
    gateway_version: gatewayVersion,
    exported_at: now,
    session: {
      ...session,
      wallet_address: shortWallet(session.wallet_address),
      widgets: session.widgets.map((widget) => ({ ...widget, client_network: null })),
      timeline: session.timeline.filter(({ kind }) => !internalKinds.has(kind)).map(withoutPeople),
    },
  }
  return { bundle, sha256: hash('sha256', JSON.stringify(bundle), 'hex') }
}

function withoutPeople({ detail, ...entry }: Entry): Entry {
  if (detail === undefined) return entry
  const { network: _network, browser: _browser, operator: _operator, text: _text, ...kept } = detail
  return Object.keys(kept).length === 0 ? entry : { ...entry, detail: kept }
}
