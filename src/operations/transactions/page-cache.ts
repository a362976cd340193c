import type { Principal } from '../../domain/user.ts'
import { markOfPage, type TransactionPage } from '../../store/transaction-list.ts'
import type { AnsweredPage } from '../caches.ts'
import type { Deps } from '../deps.ts'

/** A page, and how it was asked for: all that its text depends on beside the transactions themselves. */
export interface AskedPage extends TransactionPage {
  readonly asked: string
}

/** Caches the text that a page was answered with. */
export function cachePage(deps: Deps, principal: Principal, { asked }: AskedPage, answered: AnsweredPage): void {
  deps.caches.transactionPages.set(nameOf(principal, asked), answered)
}

/**
 * The text that the same caller got for the same page, if nothing on it has changed since; undefined when it has to be
 * read. It spares reading, and never shows what is not in the store any more.
 */
export async function findCachedPage(
  { caches, database }: Deps,
  principal: Principal,
  page: AskedPage,
): Promise<string | undefined> {
  const answered = caches.transactionPages.get(nameOf(principal, page.asked))
  if (answered === undefined) return undefined
  const mark = await markOfPage(database, principal.tenant.id, principal.user, page)
  return mark === answered.mark ? answered.text : undefined
}

// Neither a tenant's id nor a user's has a line break in it.
function nameOf({ tenant, user }: Principal, asked: string): string {
  return `${tenant.id}\n${user}\n${asked}`
}
