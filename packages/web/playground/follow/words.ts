import type { Session } from '@rampway/client'
import type { Tone } from '../../ui/badge.tsx'

/** What a status means, in a word and for the eye. */
const statuses: Readonly<Record<string, { readonly word: string; readonly tone: Tone; readonly meaning: string }>> = {
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

export function statusInWords(status: string) {
  return statuses[status] ?? { word: status, tone: 'neutral' as const, meaning: '' }
}

type Event = Session['timeline'][number]

const events: Readonly<Record<string, { readonly title: string; readonly tone: Tone }>> = {
  created: { title: 'Session requested', tone: 'neutral' },
  ready: { title: 'Widget opened at the provider', tone: 'neutral' },
  refused: { title: 'Refused', tone: 'bad' },
  unclear: { title: 'Nobody knows whether it was opened', tone: 'warn' },
  opened: { title: 'Link opened by the user', tone: 'active' },
  refreshed: { title: 'Fresh widget behind the same link', tone: 'active' },
  link_released: { title: 'Link released from its opener', tone: 'neutral' },
  returned: { title: 'User is back', tone: 'active' },
}

const transactionTones: Readonly<Record<string, Tone>> = {
  completed: 'good',
  failed: 'bad',
  cancelled: 'warn',
}

/** What happened, in a few words. */
export function eventInWords({ kind, status = '' }: Event): { readonly title: string; readonly tone: Tone } {
  if (kind === 'transaction') return { title: `Transaction ${status}`, tone: transactionTones[status] ?? 'active' }
  return events[kind] ?? { title: kind.replaceAll('_', ' '), tone: 'neutral' }
}

/** What became of a webhook, in a word. */
export function outcomeInWords(outcome: string): { readonly word: string; readonly tone: Tone } {
  if (outcome === 'delivered') return { word: 'Delivered', tone: 'good' }
  if (outcome === 'held') return { word: 'Held back', tone: 'warn' }
  if (outcome === 'lost') return { word: 'Lost', tone: 'bad' }
  return { word: outcome, tone: 'bad' }
}
