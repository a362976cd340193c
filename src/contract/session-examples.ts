import type { Wire } from './endpoint.ts'
import type { SessionDetailReply, SessionReply } from './session-schema.ts'

/** The session of the examples. */
export const sessionExampleId = 'ses_019ac1c5e2f07c3a9d4e5b6f70819293'

const links = {
  self: { href: `/v0/ramp/sessions/${sessionExampleId}` },
  widget: { href: '/w/q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ' },
  transactions: { href: '/v0/ramp/transactions' },
  quotes: {
    href: '/v0/ramp/quotes?source_amount=25.00&from_asset=USD&to_asset=USDC&chain_id=8453&country_code=US',
  },
}

const widget = {
  id: sessionExampleId,
  support_code: 'JA9V-4R06',
  widget_url: 'https://ramp.example/w/q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ',
  token: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ',
  service_provider_widget_url: 'https://global.transak.com/?apiKey=…',
  external_session_id: 'rw_019ac1c5e2f07c3a9d4e5b6f70819293_3f2a9c0d1e4b_5a6b7c8d9e',
}

const commonMembers = {
  direction: 'buy',
  service_provider: 'TRANSAK',
  payment_method_type: 'CREDIT_DEBIT_CARD',
  source_amount: '25.00',
  from_asset: 'USD',
  to_asset: 'USDC',
  chain_id: 8453,
  wallet_address: '0x52908400098527886E0F7030069857D2E4169EE7',
  country_code: 'US',
  open_in: [
    { surface: 'iframe', reason: null },
    { surface: 'popup', reason: null },
    { surface: 'redirect', reason: null },
  ],
  client_state: '{"page":"/checkout/17"}',
  locked_fields: ['from_asset', 'to_asset', 'source_amount', 'wallet_address'],
  created_at: 1_764_187_200_000,
  expires_at: 1_764_273_600_000,
} as const

/** A session that was just opened. */
export const openedExample: Wire<typeof SessionReply> = {
  _links: links,
  session: { ...widget, status: 'ready', ...commonMembers },
}

/** The same session, read back once its link has been opened. */
export const readExample: Wire<typeof SessionDetailReply> = {
  _links: links,
  session: {
    ...widget,
    status: 'opened',
    ...commonMembers,
    opened_at: 1_764_187_260_000,
    returned_at: null,
    observation: null,
    transactions: [],
    routing: {
      mode: 'routed',
      chosen: 'TRANSAK',
      candidates: [
        { service_provider: 'TRANSAK', destination_amount: '24.13', ramp_score: 20 },
        { service_provider: 'STRIPE', destination_amount: '23.76', ramp_score: 18 },
      ],
      excluded: [],
    },
    timeline: [
      { occurred_at: 1_764_187_200_000, kind: 'created' },
      { occurred_at: 1_764_187_201_000, kind: 'ready', service_provider: 'TRANSAK' },
      { occurred_at: 1_764_187_260_000, kind: 'opened' },
    ],
  },
}

/** The same session, once its owner has released the link. */
export const releasedExample: Wire<typeof SessionDetailReply> = {
  ...readExample,
  session: {
    ...readExample.session,
    status: 'ready',
    timeline: [...readExample.session.timeline, { occurred_at: 1_764_187_320_000, kind: 'link_released' }],
  },
}
