import type { Session } from '@rampway/client'
import type { PageState } from '../address.ts'
import { headersOf, mintToken } from '../api/gateway.ts'
import { type HttpCall, send } from '../api/http.ts'
import { isObject, textAt } from '../api/json.ts'
import { type Delivery, signatureHeader, signedAtHeader, visitElsewhere } from '../api/simulator.ts'
import { sessionInputOf } from '../trade.ts'

/** What an experiment works on. */
export interface Bench {
  readonly state: PageState
  readonly session: Session
  readonly deliveries: readonly Delivery[]
}

/** What came of an experiment. */
export interface Finding {
  /** What was sent, without its secrets. */
  readonly call: string
  readonly status: number
  /** The parts of the answer that tell. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** What to make of it. */
  readonly means: string
}

/** A way to misuse a session. */
export interface Experiment {
  readonly id: string
  readonly name: string
  readonly does: string
  /** What has to be done before; undefined when it can be tried now. */
  readonly before: (bench: Bench) => string | undefined
  readonly run: (bench: Bench) => Promise<Finding>
}

const sessionsPath = '/v0/ramp/sessions'
const webhooksPath = '/v0/webhooks/meld/events'

/** Seconds since the token of the experiment expired. */
const expiredSeconds = 60

/** Everything that can be tried on a session. */
export const experiments: readonly Experiment[] = [
  {
    id: 'same-key',
    name: 'The same key again',
    does: 'Sends the call that opened this session once more, as a retry after a lost answer would.',
    before: needsKey,
    run: async ({ state }) => openAgain(state, {}),
  },
  {
    id: 'other-body',
    name: 'The same key with another amount',
    does: 'Sends the same key with a changed body, as a bug in an app would.',
    before: needsKey,
    run: async ({ state }) => openAgain(state, { source_amount: state.amount === '60' ? '70' : '60' }),
  },
  {
    id: 'other-browser',
    name: 'The link in another browser',
    does: 'Opens the widget link as Firefox on Windows would, without this browser’s cookie.',
    before: ({ session }) =>
      session.status === 'ready' ? 'Open the widget here first: the first browser owns the link.' : undefined,
    run: async ({ session }) => {
      const { status, title } = await visitElsewhere(session.token ?? '')
      return {
        call: 'GET /w/… (another browser)',
        status,
        facts: [['Page', title]],
        means: 'The link is for one person. Whoever finds it in a chat or a history is told so, and gets no further.',
      }
    },
  },
  {
    id: 'tampered-webhook',
    name: 'A tampered webhook',
    does: 'Sends a webhook of Meld’s again with one word changed, or a made-up one where none has come yet.',
    before: () => undefined,
    run: async ({ session, deliveries }) => {
      const { body, signature, signedAt } = forge(session, deliveries)
      const headers = { [signatureHeader]: signature, [signedAtHeader]: signedAt }
      const { status, body: answer } = await send({ method: 'POST', path: webhooksPath, headers, body })
      return {
        call: `POST ${webhooksPath}`,
        status,
        facts: factsOf(answer, ['error_code', 'detail']),
        means:
          'Nothing was recorded: the signature covers every byte. And even a true webhook is only a reason to ask Meld.',
      }
    },
  },
  {
    id: 'expired-token',
    name: 'An expired token',
    does: 'Reads the session with a token of the same user that expired a minute ago.',
    before: () => undefined,
    run: async ({ state, session }) => {
      const headers = await headersOf(state, await mintToken(state, -expiredSeconds))
      const { status, body } = await send({ method: 'GET', path: `${sessionsPath}/${session.id}`, headers })
      return {
        call: `GET ${sessionsPath}/${session.id}`,
        status,
        facts: factsOf(body, ['error_code', 'reason', 'detail']),
        means: 'The app branches on the reason: ask for a fresh token and send the call again, once. The client does.',
      }
    },
  },
]

function needsKey({ state }: Bench): string | undefined {
  return state.key === '' ? 'The address does not say the key of this session: open another one.' : undefined
}

async function openAgain(state: PageState, changes: object): Promise<Finding> {
  const call: HttpCall = {
    method: 'POST',
    path: sessionsPath,
    headers: await headersOf(state),
    body: { ...sessionInputOf(state), ...changes, idempotency_key: state.key },
  }
  const { status, body, header } = await send(call)
  const session = isObject(body.session) ? body.session : {}
  const mismatch = header('rampway-idempotency-mismatch')
  return {
    call: `POST ${sessionsPath}`,
    status,
    facts: [
      ['Idempotent-Replayed', header('idempotent-replayed') ?? 'absent'],
      ...(mismatch === null ? [] : [['Rampway-Idempotency-Mismatch', mismatch] as const]),
      ['session.id', textAt(session, 'id')],
      ['session.source_amount', textAt(session, 'source_amount')],
    ],
    means:
      mismatch === null
        ? 'The same session, and no second one anywhere: a retry is always safe.'
        : 'Still the first session: what was asked first counts, and the header tells that the body differs.',
  }
}

/** A webhook that says what Meld never signed. */
function forge({ external_session_id, transactions, created_at }: Session, deliveries: readonly Delivery[]) {
  const real = deliveries.findLast(({ signature }) => signature !== '')
  if (real !== undefined) {
    return {
      ...real,
      body: real.body.replace(/"paymentTransactionStatus":"[A-Z_]+"|$/, '"paymentTransactionStatus":"REFUNDED"'),
    }
  }
  const payload = {
    externalSessionId: external_session_id,
    paymentTransactionId: transactions[0]?.id ?? 'W-made-up',
    paymentTransactionStatus: 'SETTLED',
  }
  const body = JSON.stringify({ eventType: 'TRANSACTION_CRYPTO_COMPLETE', eventId: 'made-up', payload })
  return { body, signature: 'bm90LWEtc2lnbmF0dXJl', signedAt: new Date(created_at).toISOString() }
}

function factsOf(body: Readonly<Record<string, unknown>>, names: readonly string[]): (readonly [string, string])[] {
  return names.map((name) => [name, textAt(body, name)] as const).filter(([, value]) => value !== '')
}
