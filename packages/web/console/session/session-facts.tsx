import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { addressOf } from '../../parts/filters.ts'
import { Identifier } from '../../parts/identifier.tsx'
import { Instant } from '../../parts/instant.tsx'
import { Section } from '../../parts/page.tsx'
import { codeInWords } from '../../parts/words.ts'
import type { SessionDetail } from '../api/shapes.ts'
import { nameOfCountry } from '../parts/names.ts'

/** Whose session it is, its names, and when it went where; what has a list behind it leads there. */
export function SessionFacts({ session }: { readonly session: SessionDetail }) {
  const { tenant, service_provider: provider, country_code: country, payment_method_type: method } = session
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Support code', <Identifier key="" text={session.support_code} what="support code" />],
    ['Session', <Identifier key="" text={session.id} what="session id" />],
    ['External id', idOrDash(session.external_session_id, 'external id')],
    ['Tenant', listed(tenant, { tenant })],
    ['User', <Identifier key="" text={session.user} what="user id" />],
    ['Subject', idOrDash(session.subject, 'subject')],
    ['Sessions of the user', listed('Show all', { tenant, user: session.user })],
    ['Wallet', <Identifier key="" text={session.wallet_address} what="wallet address" />],
    ['Provider', provider === null ? dash : listed(provider, { tenant, service_provider: provider })],
    ['Country', listed(nameOfCountry(country), { tenant, country_code: country })],
    ['Method', method === null ? 'any' : codeInWords(method)],
    ['Told to partners', told(session)],
    ['Trace', idOrDash(session.trace_id, 'trace id')],
    ['Created', <Instant key="" at={session.created_at} isAbsolute />],
    ['Opened', <Instant key="" at={session.opened_at} isAbsolute />],
    ['Returned', <Instant key="" at={session.returned_at} isAbsolute />],
    ...(session.client_state === null ? [] : [['Client state', <code key="">{session.client_state}</code>] as const]),
  ]
  return (
    <Section title="Details">
      <dl className="session-facts">
        {facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
    </Section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

const dash = <span className="soft">–</span>

function idOrDash(text: string | null, what: string) {
  return text === null ? dash : <Identifier text={text} what={what} />
}

function told({ tenant, id }: SessionDetail) {
  const query = { tenant, session: id }
  return (
    <>
      <Link href={addressOf('/events', query)}>Events</Link>,{' '}
      <Link href={addressOf('/deliveries', query)}>deliveries</Link>
    </>
  )
}

function listed(text: string, filters: Readonly<Record<string, string>>) {
  return <Link href={addressOf('/sessions', filters)}>{text}</Link>
}
