import type { Session } from '@rampway/client'
import type { Tone } from '../../ui/badge.tsx'

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
