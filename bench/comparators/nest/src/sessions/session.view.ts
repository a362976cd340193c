import type { Session } from '../generated/prisma/client.ts'

/** The body of a 201 and of its 208. */
export function toSessionView(session: Session) {
  const quotes = new URLSearchParams({
    source_amount: session.sourceAmount,
    from_asset: session.fromAsset,
    to_asset: session.toAsset,
    chain_id: String(session.chainId),
    country_code: session.countryCode,
  })
  return {
    _links: {
      self: { href: `/v0/ramp/sessions/${session.id}` },
      widget: { href: session.widgetUrl },
      transactions: { href: '/v0/ramp/transactions' },
      quotes: { href: `/v0/ramp/quotes?${quotes}` },
    },
    session: {
      id: session.id,
      widget_url: session.widgetUrl,
      token: session.token,
      service_provider_widget_url: session.serviceProviderWidgetUrl,
      external_session_id: session.id,
      status: session.status,
      direction: session.direction,
      service_provider: session.serviceProvider,
      payment_method_type: session.paymentMethodType,
      source_amount: session.sourceAmount,
      from_asset: session.fromAsset,
      to_asset: session.toAsset,
      chain_id: session.chainId,
      wallet_address: session.walletAddress,
      country_code: session.countryCode,
      created_at: session.createdAt.getTime(),
      expires_at: session.expiresAt.getTime(),
    },
  }
}
