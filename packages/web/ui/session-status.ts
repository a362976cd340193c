import type { Tone } from './badge.tsx'

/** What a status of a session means, in a word and for the eye. */
export interface StatusInWords {
  readonly word: string
  readonly tone: Tone
  readonly meaning: string
}

const statuses: Readonly<Record<string, StatusInWords>> = {
  ready: { word: 'Ready', tone: 'neutral', meaning: 'Nobody has opened the link yet.' },
  opened: { word: 'Opened', tone: 'active', meaning: 'The user is on the provider’s page.' },
  returned: { word: 'Returned', tone: 'active', meaning: 'The user is back. That says nothing about the payment yet.' },
  transacting: { word: 'Under way', tone: 'active', meaning: 'The provider is carrying the trade out.' },
  completed: { word: 'Completed', tone: 'good', meaning: 'The trade is done.' },
  failed: { word: 'Failed', tone: 'bad', meaning: 'The trade did not go through, or was paid back.' },
  cancelled: { word: 'Cancelled', tone: 'warn', meaning: 'The user cancelled it.' },
  expired: { word: 'Expired', tone: 'warn', meaning: 'The link is past its 24 hours.' },
  not_observed: { word: 'Not observed', tone: 'warn', meaning: 'It was opened, but no trade followed.' },
  refused: { word: 'Refused', tone: 'bad', meaning: 'No provider opened a widget.' },
  unclear: { word: 'Unclear', tone: 'warn', meaning: 'Nobody knows whether a widget was opened.' },
}

/** Every status that is told of, in the order of a session's life. */
export const sessionStatuses: readonly string[] = Object.keys(statuses)

/** A status for people; one that is not known is its own word. */
export function statusInWords(status: string): StatusInWords {
  return statuses[status] ?? { word: status, tone: 'neutral', meaning: '' }
}
