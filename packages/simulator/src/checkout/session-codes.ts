import { findProvider } from '../catalogue.ts'
import type { Lockable } from '../data/providers.ts'
import { plainText } from '../decimal.ts'
import type { Session, Transaction } from '../state.ts'
import { escapeHtml } from './layout.ts'

/** The session and its trade in Meld's own codes, folded up, for the tester. */
export function sessionCodes(session: Session, transaction?: Transaction): string {
  const rows: (readonly [term: string, text: string, id: string])[] = [
    ['Session', session.id, 'session'],
    ['Provider', session.serviceProvider, 'provider'],
    ['Source', `${plainText(session.sourceAmount)} ${session.sourceCurrencyCode}`, 'source'],
    ['Destination', session.destinationCurrencyCode, 'destination'],
    ['Wallet', session.walletAddress ?? 'asked at the provider', 'wallet'],
    ['Method', session.paymentMethodType ?? "the provider's default", 'method'],
    ['Country', session.countryCode, 'country'],
    ['Locked', lockedFields(session).join(', ') || 'nothing', 'locked'],
    ...(transaction === undefined ? [] : [['Transaction', transaction.id, 'transaction'] as const]),
  ]
  const cells = rows.map(([term, text, id]) => `<dt>${term}</dt><dd data-testid="${id}">${escapeHtml(text)}</dd>`)
  return `<details><summary>The session in Meld's codes</summary><dl>${cells.join('')}</dl></details>`
}

/**
 * The locks in force: what was asked for and the provider honours, and what it locks unasked (docs/meld.md, widget
 * sessions).
 */
function lockedFields(session: Session): readonly string[] {
  const locks = findProvider(session.serviceProvider)?.locks
  const honours = (field: string): Lockable => {
    if (field === 'walletAddress') return locks?.wallet ?? 'yes'
    return field === 'cryptoCurrency' || field === 'destinationCurrencyCode' ? (locks?.currency ?? 'yes') : 'yes'
  }
  const asked = session.lockFields.filter((field) => honours(field) !== 'no')
  const always = ['cryptoCurrency', 'walletAddress'].filter((field) => honours(field) === 'always')
  return [...new Set([...asked, ...always])]
}
