import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Caller } from './authenticate.ts'
import { HttpError } from './errors.ts'
import { logError } from './log.ts'
import { createCustomer, MeldError, openWidget } from './meld.ts'
import {
  failSession,
  findCustomerId,
  findSessionByKey,
  finishSession,
  insertSession,
  releaseKey,
  type Session,
  saveCustomerId,
} from './store.ts'
import { readSessionRequest } from './trade.ts'

const dayMs = 24 * 60 * 60 * 1000
/** An opening older than this was left behind by a crash. */
const openingMaxMs = 60 * 1000

/** `POST /v0/ramp/sessions`. */
export async function createSession(request: Request, response: Response<unknown, { caller: Caller }>): Promise<void> {
  const { caller } = response.locals
  const now = new Date()
  const session: Session = {
    ...readSessionRequest(request.body),
    id: `ses_${randomUUID()}`,
    tenant: caller.tenant,
    user_id: caller.user,
    status: 'creating',
    widget_id: null,
    widget_url: null,
    token: null,
    service_provider_widget_url: null,
    created_at: now,
    expires_at: new Date(now.getTime() + dayMs),
  }

  const earlier = await claim(session, caller)
  if (earlier !== undefined) {
    response.status(208).json(render(earlier))
    return
  }
  try {
    const customerId = await ensureCustomer(caller)
    const widget = await openWidget(session, customerId)
    await finishSession(session.id, widget)
    response.status(201).json(render({ ...session, ...widget, status: 'ready' }))
  } catch (error) {
    if (!(error instanceof MeldError)) throw error
    logError(error, { session: session.id })
    await failSession(session.id, error.message)
    throw new HttpError(502, 'The ramp provider could not open a session')
  }
}

/** Stores the session. When its key was used before, returns that finished session, or refuses if it is not finished. */
async function claim(session: Session, caller: Caller): Promise<Session | undefined> {
  if (await insertSession(session)) return undefined
  const key = session.idempotency_key
  const earlier = key === null ? undefined : await findSessionByKey(caller, key)
  if (earlier !== undefined) {
    const ageMs = session.created_at.getTime() - earlier.created_at.getTime()
    const isOutdated = ageMs > (earlier.status === 'creating' ? openingMaxMs : dayMs)
    if (!isOutdated && earlier.status === 'ready') return earlier
    if (isOutdated) {
      await releaseKey(earlier.id)
      if (await insertSession(session)) return undefined
    }
  }
  throw new HttpError(409, 'A request with this idempotency key is in progress')
}

async function ensureCustomer(caller: Caller): Promise<string> {
  const known = await findCustomerId(caller)
  if (known !== undefined) return known
  const customerId = await createCustomer(caller)
  await saveCustomerId(caller, customerId)
  return customerId
}

function render(session: Session) {
  const quotes = new URLSearchParams({
    source_amount: session.source_amount,
    from_asset: session.from_asset,
    to_asset: session.to_asset,
    chain_id: String(session.chain_id),
    country_code: session.country_code,
  })
  return {
    _links: {
      self: { href: `/v0/ramp/sessions/${session.id}` },
      widget: { href: session.widget_url },
      transactions: { href: '/v0/ramp/transactions' },
      quotes: { href: `/v0/ramp/quotes?${quotes}` },
    },
    session: {
      id: session.id,
      widget_url: session.widget_url,
      token: session.token,
      service_provider_widget_url: session.service_provider_widget_url,
      external_session_id: session.id,
      status: session.status,
      direction: session.direction,
      service_provider: session.service_provider,
      payment_method_type: session.payment_method_type,
      source_amount: session.source_amount,
      from_asset: session.from_asset,
      to_asset: session.to_asset,
      chain_id: session.chain_id,
      wallet_address: session.wallet_address,
      country_code: session.country_code,
      created_at: session.created_at.getTime(),
      expires_at: session.expires_at.getTime(),
    },
  }
}
