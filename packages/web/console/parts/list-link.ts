import { addressOf } from '../../parts/filters.ts'

/** The console's page of the list of sessions that a link of the operator API names. */
export function sessionsAddress(
  { href }: { readonly href: string },
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams(href.slice(href.indexOf('?') + 1))
  return addressOf('/sessions', { ...Object.fromEntries(query), ...more })
}
