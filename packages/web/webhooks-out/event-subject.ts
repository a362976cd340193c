/** What an event is about, by its data. */
export interface EventSubject {
  readonly session_id: string | null
  readonly transaction_id: string | null
}

/** The session and the transaction that an event's data names; null what it does not. */
export function subjectOf({ type, data }: Told): EventSubject {
  const members: Readonly<Record<string, unknown>> = { ...data }
  const textAt = (name: string): string | null => {
    const value = members[name]
    return typeof value === 'string' ? value : null
  }
  if (type.startsWith('ramp.session.')) return { session_id: textAt('id'), transaction_id: null }
  if (type.startsWith('ramp.transaction.')) return { session_id: textAt('session_id'), transaction_id: textAt('id') }
  return { session_id: null, transaction_id: null }
}

interface Told {
  readonly type: string
  readonly data: object
}
