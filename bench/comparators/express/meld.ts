import type { Caller } from './authenticate.ts'
import { config } from './config.ts'
import type { Session, Widget } from './store.ts'
import { meldCodeOf } from './trade.ts'

/** Meld said no, said nothing in time, or something we cannot read. */
export class MeldError extends Error {}

const headers = {
  authorization: `BASIC ${config.meld.apiKey}`,
  'meld-version': '2026-02-03',
  accept: 'application/json',
  'content-type': 'application/json',
}

/** Creates the user's customer, or returns the one that is there already. */
export async function createCustomer(caller: Caller): Promise<string> {
  const answer = await post('/accounts/customers', { externalId: `${caller.tenant}|${caller.user}` })
  if (typeof answer.id !== 'string') throw new MeldError('The customer has no id')
  return answer.id
}

export async function openWidget(session: Session, customerId: string): Promise<Widget> {
  const lockFields = [
    'cryptoCurrency',
    'sourceCurrencyCode',
    'destinationCurrencyCode',
    'walletAddress',
    'sourceAmount',
    ...(session.payment_method_type ? ['paymentMethodType'] : []),
  ]
  const answer = await post('/crypto/session/widget', {
    sessionType: session.direction === 'buy' ? 'BUY' : 'SELL',
    customerId,
    externalSessionId: session.id,
    sessionData: {
      countryCode: session.country_code,
      serviceProvider: session.service_provider,
      sourceCurrencyCode: meldCodeOf(session.from_asset, session.chain_id),
      destinationCurrencyCode: meldCodeOf(session.to_asset, session.chain_id),
      sourceAmount: session.source_amount,
      walletAddress: session.wallet_address,
      ...(session.payment_method_type && { paymentMethodType: session.payment_method_type }),
      lockFields,
      redirectUrl: config.meld.returnUrl,
    },
  })
  const { id, widgetUrl, token, serviceProviderWidgetUrl = null } = answer
  if (typeof id !== 'string' || typeof widgetUrl !== 'string' || typeof token !== 'string') {
    throw new MeldError('The widget session is incomplete')
  }
  return {
    widget_id: id,
    widget_url: widgetUrl,
    token,
    service_provider_widget_url: typeof serviceProviderWidgetUrl === 'string' ? serviceProviderWidgetUrl : null,
  }
}

async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
  let response: Response
  let answer: Record<string, unknown>
  try {
    response = await fetch(config.meld.url + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    answer = (await response.json()) as Record<string, unknown>
  } catch (error) {
    throw new MeldError(`${path} failed`, { cause: error })
  }
  if (!response.ok) throw new MeldError(`${path} answered ${response.status} ${answer.code}: ${answer.message}`)
  return answer
}
