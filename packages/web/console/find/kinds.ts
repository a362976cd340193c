/** What a text may be taken for, with what it looks like. */
export const recognisedKinds = [
  { kind: 'session_id', name: 'Session', example: 'ses_0190f3c2…' },
  { kind: 'support_code', name: 'Support code', example: 'K7Q2-M0AB' },
  { kind: 'external_session_id', name: 'External session id', example: 'rw_…' },
  { kind: 'upstream_session_id', name: 'Meld’s session id', example: 'WX8f…' },
  { kind: 'transaction_id', name: 'Transaction', example: 'W9LVzE7Kqj…' },
  { kind: 'service_transaction_id', name: 'Provider’s order', example: 'a1b2-c3d4' },
  { kind: 'transaction_hash', name: 'Transaction hash', example: '0x5c50…' },
  { kind: 'wallet_address', name: 'Wallet address', example: '0x5290…9EE7' },
  { kind: 'user', name: 'User', example: 'usr_…' },
  { kind: 'subject', name: 'User at the identity provider', example: 'did:privy:…' },
  { kind: 'idempotency_key', name: 'Idempotency key', example: 'order-4711' },
  { kind: 'trace_id', name: 'Trace id', example: '4bf92f3577b34da6…' },
] as const

/** A kind for people. */
export function nameOfKind(kind: string): string {
  return recognisedKinds.find((known) => known.kind === kind)?.name ?? kind.replaceAll('_', ' ')
}
