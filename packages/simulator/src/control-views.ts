import { wireNumber } from './decimal.ts'
import type { Fault } from './faults.ts'
import type { JsonRecord } from './json.ts'
import type { Session } from './state.ts'

/** A fault as the control API shows it. */
export function renderFault(fault: Fault): JsonRecord {
  return {
    id: fault.id,
    label: fault.label,
    kind: fault.kind,
    match: { path: fault.path, method: fault.method, provider: fault.provider, event_type: fault.eventType },
    status: fault.status,
    code: fault.code,
    message: fault.message,
    body: fault.body,
    merge: fault.merge,
    each: fault.each,
    headers: fault.headers,
    delay_ms: fault.delayMs,
    retry_after_seconds: fault.retryAfterSeconds,
    bytes: fault.bytes,
    shape: fault.shape,
    accepted: fault.accepted || undefined,
    skip: fault.skip || undefined,
    times: fault.times,
    matched: fault.matched,
    used: fault.used,
  }
}

/** A session with everything Meld itself would not show. */
export function renderSession(session: Session): JsonRecord {
  return {
    id: session.id,
    account_id: session.accountId,
    external_session_id: session.externalSessionId,
    session_type: session.type,
    service_provider: session.serviceProvider,
    country_code: session.countryCode,
    source_currency_code: session.sourceCurrencyCode,
    source_amount: wireNumber(session.sourceAmount),
    destination_currency_code: session.destinationCurrencyCode,
    requested_destination_currency_code: session.requestedDestinationCurrencyCode,
    became_bitcoin:
      session.type === 'BUY' &&
      session.destinationCurrencyCode === 'BTC' &&
      session.requestedDestinationCurrencyCode !== 'BTC',
    wallet_address: session.walletAddress,
    wallet_tag: session.walletTag,
    payment_method_type: session.paymentMethodType,
    lock_fields: session.lockFields,
    redirect_url: session.redirectUrl,
    redirect_flow: session.redirectFlow,
    client_ip_address: session.clientIpAddress,
    customer_id: session.customerId,
    external_customer_id: session.externalCustomerId,
    widget_url: session.widgetUrl,
    service_provider_widget_url: session.serviceProviderWidgetUrl,
    created_at_ms: session.createdAtMs,
    transaction_ids: session.transactionIds,
  }
}
