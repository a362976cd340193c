import Type from 'typebox'
import type { AuditRecord } from '../domain/audit.ts'
import type { TenantId } from '../domain/tenant.ts'
import { endpoint, type Wire } from './endpoint.ts'
import { byDefault, optional, type Reader } from './field.ts'
import { linksOf, linkTo } from './hal.ts'
import { AuditEntrySchema, type AuditFormat, auditEntryMembers, auditFormats } from './operator-audit-view.ts'
import { instant, pageCount, pagePlace, tenant } from './operator-fields.ts'

/** No name or id is longer. */
const wordLengthMax = 500

const word: Reader<string> = {
  read: (value) =>
    typeof value === 'string' && value !== '' && value.length <= wordLengthMax && !value.includes('\0')
      ? { value }
      : { fault: `Send 1 to ${wordLengthMax} characters, or leave it out for all.` },
  schema: Type.String({ minLength: 1, maxLength: wordLengthMax }),
  rule: 'It must not contain a zero byte.',
}

const filters = {
  who: optional(word, 'the operator: the name of a token, or the account of a machine'),
  act: optional(word, 'such as `session.cancel`'),
  target: optional(word, 'the id of the session, switch, webhook, …'),
  tenant: optional(tenant, 'the tenant of the target'),
  from_at: optional(instant, 'from then on'),
  to_at: optional(instant, 'before then'),
}

function parsePlace(text: string): { readonly at: number; readonly number: number } | undefined {
  const { at, number } = /^(?<at>\d{1,15})-(?<number>\d{1,15})$/.exec(text)?.groups ?? {}
  return at === undefined || number === undefined ? undefined : { at: Number(at), number: Number(number) }
}

/** The query of `GET /operator/v0/audit`. */
export const auditParameters = { ...filters, count: pageCount('entries'), after: pagePlace(parsePlace) }

/** Which entries a query asks for. */
export interface AuditFilters {
  readonly who: string | null
  readonly act: string | null
  readonly target: string | null
  readonly tenant: TenantId | null
  readonly from_at: number | null
  readonly to_at: number | null
}

/** A page of the audit log. */
export const AuditReply = Type.Object(
  {
    _links: linksOf(['self', 'export'], ['next']),
    entries: Type.Array(AuditEntrySchema, { description: 'newest first' }),
  },
  { title: 'Audit' },
)

const at = 1_764_187_200_000

/** A page of the audit log. */
export const listAuditEntries = endpoint({
  name: 'listAuditEntries',
  tag: 'Operator',
  summary: 'Who did what: acts of operators, and what they read of personal data, newest first.',
  description: 'This call is recorded itself, once; its entry is not on the page.',
  method: 'GET',
  path: '/operator/v0/audit',
  access: 'operator',
  scope: 'audit',
  query: auditParameters,
  replies: { 200: AuditReply },
  example: {
    query: { act: 'session.cancel', count: '1' },
    status: 200,
    reply: {
      _links: {
        self: { href: '/operator/v0/audit?act=session.cancel&count=1' },
        export: { href: '/operator/v0/audit/export?act=session.cancel' },
        next: { href: `/operator/v0/audit?act=session.cancel&count=1&after=${at}-42` },
      },
      entries: [
        {
          number: 42,
          happened_at: at,
          operator: 'ada',
          operator_token: 'opr_019ac2d98ad07d3c9e1f2a4b5c6d7e8f',
          via: 'console',
          from: '192.0.2.7',
          act: 'session.cancel',
          target: {
            kind: 'session',
            tenant: 'org-demo:env-sandbox',
            id: 'ses_019ac2d98ad07d3c9e1f2a4b5c6d7e8f',
          },
          reason: 'The user asked for it in a call.',
          before: { status: 'ready' },
          after: { status: 'cancelled' },
          trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
          hash: '5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456',
        },
      ],
    },
  },
})

const format: Reader<AuditFormat> = {
  read: (value) => {
    const known = auditFormats.find((each) => each === value)
    return known === undefined ? { fault: `Send one of ${auditFormats.join(', ')}.` } : { value: known }
  },
  schema: Type.Enum([...auditFormats]),
}

/** All entries, as a file. */
export const exportAuditEntries = endpoint({
  name: 'exportAuditEntries',
  tag: 'Operator',
  summary: 'All entries of the audit log that a filter leaves in, as a file.',
  description:
    'CSV with times in ISO 8601, or a line of JSON for each entry, as `GET /operator/v0/audit` has it, times in epoch milliseconds. Sent as it is read, whatever its length. Recorded once.',
  method: 'GET',
  path: '/operator/v0/audit/export',
  access: 'operator',
  scope: 'audit',
  query: { ...filters, format: byDefault(format, 'jsonl', '`csv` or `jsonl`, which is the default') },
  replies: { 200: { contentType: 'text/plain; charset=utf-8' } },
  replyHeaders: { 200: { 'content-disposition': { schema: Type.String(), about: 'names the file' } } },
  example: { query: { format: 'csv' }, status: 200 },
})

/** A page of the audit log as it is sent. */
export function auditReply(
  records: readonly AuditRecord[],
  query: AuditFilters & {
    readonly count: number
    readonly after: { readonly at: number; readonly number: number } | null
  },
): Wire<typeof AuditReply> {
  const { count, after, ...asked } = query
  const last = records.length < count ? undefined : records.at(-1)
  const page = (place: { readonly at: number; readonly number: number } | null | undefined) => {
    const shown = place == null ? null : `${place.at}-${place.number}`
    return linkTo(addressOf('/operator/v0/audit', { ...asked, count, after: shown }))
  }
  return {
    _links: {
      self: page(after),
      export: linkTo(addressOf('/operator/v0/audit/export', { ...asked })),
      ...(last !== undefined && { next: page(last) }),
    },
    entries: records.map(auditEntryMembers),
  }
}

/** A path with those of the parameters that are given. */
function addressOf(path: string, parameters: Readonly<Record<string, string | number | null>>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== null) given.set(name, String(value))
  const query = given.toString()
  return query === '' ? path : `${path}?${query}`
}
