import type { Big } from 'big.js'
import { findAsset, findFiat, findProvider } from './catalogue.ts'
import { ensureCustomer, findCustomer } from './customers.ts'
import type { Provider } from './data/providers.ts'
import { readDecimal } from './decimal.ts'
import { badRequest, type MeldRefusal, refuse } from './errors.ts'
import { filledTextAt, isRecord, type JsonRecord, textAt, textsAt } from './json.ts'
import { assessTrade, limitRefusal, type Trade } from './offers.ts'
import { checkPaymentMethod } from './quotes.ts'
import { accountKey, type Customer, EXTERNAL_SESSION_IDS_MAX, remember, SESSIONS_MAX, type Session } from './state.ts'
import { PROVIDER_TOKEN_SECONDS, signToken, WIDGET_TOKEN_SECONDS } from './tokens.ts'
import { type Call, MEMO_MAX, ok, type Reply, type WireRoute, type World } from './world.ts'

export const widgetRoutes: readonly WireRoute[] = [
  {
    method: 'POST',
    url: '/crypto/session/widget',
    key: 'required',
    providers: (_world, call) => {
      const data = isRecord(call.body) && isRecord(call.body.sessionData) ? call.body.sessionData : {}
      const provider = filledTextAt(data, 'serviceProvider')
      return provider === undefined ? [] : [provider]
    },
    run: openSession,
  },
]

/** What a session can lock (docs/meld.md, widget sessions); not the country. */
const LOCKABLE = [
  'cryptoCurrency',
  'destinationCurrencyCode',
  'sourceCurrencyCode',
  'walletAddress',
  'sourceAmount',
  'paymentMethodType',
]

/** The code an unknown destination silently becomes. */
const FALLBACK_CODE = 'BTC'

/** `POST /crypto/session/widget` (docs/meld.md, widget sessions). Unknown keys are ignored, as on the real API. */
function openSession(world: World, call: Call): Reply {
  const body = isRecord(call.body) ? call.body : {}
  const request = readRequest(body)
  const externalSessionId = filledTextAt(body, 'externalSessionId') ?? null
  if (externalSessionId !== null) {
    const key = accountKey(call.accountId, externalSessionId)
    if (world.state.externalSessionIds.has(key)) {
      throw refuse(400, 'DUPLICATE_EXTERNAL_SESSION_ID', 'External session id has already been used')
    }
  }
  checkCustomer(world, call, body)
  const trade = readTrade(request, call.fault?.kind === 'silent_bitcoin')
  checkTrade(world, request.provider, trade)
  const customer = resolveCustomer(world, call, body)
  const session = makeSession(world, { call, request, trade, customer, externalSessionId })
  keepSession(world, session)
  return ok({
    id: session.id,
    externalSessionId,
    externalCustomerId: session.externalCustomerId,
    customerId: customer.id,
    widgetUrl: session.widgetUrl,
    serviceProviderWidgetUrl: session.serviceProviderWidgetUrl,
    token: session.token,
  })
}

interface SessionRequest {
  readonly type: 'BUY' | 'SELL'
  readonly provider: Provider
  readonly countryCode: string
  readonly subdivision: string | undefined
  readonly source: string
  readonly destination: string
  readonly sourceAmount: Big
  readonly walletAddress: string | null
  readonly walletTag: string | null
  readonly paymentMethodType: string | undefined
  readonly lockFields: readonly string[]
  readonly redirectUrl: string | null
  readonly redirectFlow: boolean
  readonly clientIpAddress: string | null
}

function readRequest(body: JsonRecord): SessionRequest {
  const { sessionData: data, sessionType: type } = body
  const errors: string[] = []
  if (type === undefined || type === null) errors.push('[sessionType] must not be null')
  else if (type !== 'BUY' && type !== 'SELL' && type !== 'TRANSFER') errors.push('[sessionType] is invalid')
  if (!isRecord(data)) throw badRequest(...errors, '[sessionData] must not be null')
  const text = (name: string): string => textAt(data, name) ?? ''
  const providerCode = textAt(data, 'serviceProvider')
  if (providerCode === undefined) errors.push('[sessionData.serviceProvider] must not be null')
  if (text('countryCode') === '') errors.push('[sessionData.countryCode] must not be null')
  const isTransfer = type === 'TRANSFER'
  for (const name of isTransfer ? [] : ['sourceCurrencyCode', 'destinationCurrencyCode']) {
    if (text(name).trim() === '') errors.push(`[sessionData.${name}] must not be blank`)
  }
  const amount = readDecimal(data.sourceAmount)
  if (!isTransfer && (data.sourceAmount === undefined || data.sourceAmount === null)) {
    errors.push('[sessionData.sourceAmount] must not be null')
  } else if (!isTransfer && (amount === undefined || amount.lte(0))) {
    errors.push('[sessionData.sourceAmount] is invalid')
  }
  if (type === 'BUY' && text('walletAddress').trim() === '') {
    errors.push('[sessionData.walletAddress] must not be blank')
  }
  errors.push(...lockErrors(data))
  if (errors.length > 0) throw badRequest(...errors)
  const provider = findProvider(providerCode ?? '')
  if (provider === undefined) throw refuse(400, 'TRANSACTION_INVALID_PROVIDER', 'Invalid service provider')
  if ((type !== 'BUY' && type !== 'SELL') || amount === undefined) throw notSupported()
  return {
    type,
    provider,
    countryCode: text('countryCode'),
    subdivision: filledTextAt(data, 'subdivision'),
    source: text('sourceCurrencyCode'),
    destination: text('destinationCurrencyCode'),
    sourceAmount: amount,
    walletAddress: filledTextAt(data, 'walletAddress') ?? null,
    walletTag: filledTextAt(data, 'walletTag') ?? null,
    paymentMethodType: filledTextAt(data, 'paymentMethodType'),
    lockFields: textsAt(data, 'lockFields') ?? [],
    redirectUrl: filledTextAt(data, 'redirectUrl') ?? null,
    redirectFlow: data.redirectFlow === true,
    clientIpAddress: filledTextAt(data, 'clientIpAddress') ?? null,
  }
}

function lockErrors(data: JsonRecord): readonly string[] {
  const { lockFields } = data
  if (lockFields === undefined || lockFields === null) return []
  const isValid = Array.isArray(lockFields) && lockFields.every((field) => LOCKABLE.includes(field))
  return isValid ? [] : [`[sessionData.lockFields] must be any of ${LOCKABLE.join(', ')}`]
}

function notSupported(): MeldRefusal {
  return refuse(400, 'NOT_SUPPORTED', 'Operation not supported for service provider')
}

/** The legs of the session; an unknown destination becomes Bitcoin, with a 200 and no hint in the answer. */
function readTrade(request: SessionRequest, silentBitcoin: boolean): Trade {
  const { countryCode, subdivision, sourceAmount, paymentMethodType } = request
  const common = { countryCode, subdivision, sourceAmount, paymentMethodType }
  const isBuy = request.type === 'BUY'
  const fiat = findFiat(isBuy ? request.source : request.destination)
  if (fiat === undefined) throw refuse(400, 'INVALID_FIAT_CURRENCY', 'Invalid Fiat Currency requested')
  const asked = findAsset(isBuy ? request.destination : request.source)
  const asset = isBuy && (silentBitcoin || asked === undefined) ? findAsset(FALLBACK_CODE) : asked
  if (asset === undefined) throw refuse(400, 'INVALID_CRYPTO_CURRENCY', 'Invalid Crypto Currency requested')
  return { ...common, direction: isBuy ? 'buy' : 'sell', fiat, asset }
}

function checkTrade(world: World, provider: Provider, trade: Trade): void {
  const { trades } = world.memo ?? {}
  const { direction, countryCode, subdivision, fiat, asset, sourceAmount, paymentMethodType } = trade
  const key =
    trades &&
    [provider.code, direction, countryCode, subdivision, fiat.code, asset.code, sourceAmount, paymentMethodType].join()
  if (key !== undefined && trades?.has(key)) return
  checkPaymentMethod(paymentMethodType)
  const assessment = assessTrade(world.seed, provider, trade)
  if (assessment.kind === 'offer') {
    if (trades && key !== undefined) remember(trades, key, true, MEMO_MAX)
    return
  }
  const { reason, terms } = assessment
  if (terms !== undefined && (reason === 'too_low' || reason === 'too_high')) throw limitRefusal(terms, reason)
  if (reason === 'direction') throw notSupported()
  if (reason === 'method') {
    throw refuse(400, 'PAYMENT_METHOD_NOT_SUPPORTED', `[${provider.code}] Payment method is not supported`)
  }
  throw refuse(
    400,
    'TRANSACTION_PROPERTY_COMBINATION_NOT_SUPPORTED_BY_SERVICE_PROVIDER',
    `[${provider.code}] Combination of properties is not supported by the service provider`,
    {
      serviceProviderDetails: {
        code: '5034',
        message: "Digital currency and blockchain combination is restricted for customer's country",
      },
    },
  )
}

/** Only top-level ids count; a `customerId` inside `sessionData` is silently dropped. */
function checkCustomer(world: World, call: Call, body: JsonRecord): void {
  const id = filledTextAt(body, 'customerId')
  if (id !== undefined && filledTextAt(body, 'externalCustomerId') !== undefined) {
    throw badRequest('[customerId] and [externalCustomerId] must not both be set')
  }
  const customer = id === undefined ? undefined : findCustomer(world, call.accountId, id)
  if (id !== undefined && customer === undefined) {
    throw refuse(400, 'CUSTOMER_NOT_FOUND', 'Customer not found')
  }
  if (body.bypassKyc !== true) return
  if (customer === undefined) throw refuse(400, 'CUSTOMER_ID_REQUIRED', 'Customer id is required')
  if (customer.kyc?.status !== 'APPROVED') {
    throw refuse(400, 'CUSTOMER_KYC_NOT_APPROVED', 'Customer KYC is not approved')
  }
}

function resolveCustomer(world: World, call: Call, body: JsonRecord): Customer {
  const id = filledTextAt(body, 'customerId')
  const known = id === undefined ? undefined : findCustomer(world, call.accountId, id)
  return known ?? ensureCustomer(world, call.accountId, filledTextAt(body, 'externalCustomerId') ?? null)
}

interface NewSession {
  readonly call: Call
  readonly request: SessionRequest
  readonly trade: Trade
  readonly customer: Customer
  readonly externalSessionId: string | null
}

function makeSession(world: World, { call, request, trade, customer, externalSessionId }: NewSession): Session {
  const { provider, type } = request
  const id = world.ids.scoped('session')
  const nowMs = world.clock.now()
  const iatSeconds = Math.floor(nowMs / 1000)
  const sign = (seconds: number): string =>
    signToken(world.tokenKey, {
      sessionId: id,
      accountId: call.accountId,
      iatSeconds,
      expSeconds: iatSeconds + seconds,
    })
  const token = sign(WIDGET_TOKEN_SECONDS)
  return {
    id,
    accountId: call.accountId,
    type,
    serviceProvider: provider.code,
    countryCode: request.countryCode,
    sourceCurrencyCode: type === 'BUY' ? trade.fiat.code : trade.asset.code,
    destinationCurrencyCode: type === 'BUY' ? trade.asset.code : trade.fiat.code,
    requestedDestinationCurrencyCode: request.destination,
    sourceAmount: request.sourceAmount,
    walletAddress: request.walletAddress,
    walletTag: request.walletTag,
    paymentMethodType: request.paymentMethodType ?? null,
    lockFields: request.lockFields,
    redirectUrl: request.redirectUrl,
    redirectFlow: type === 'SELL' && isRedirected(provider, request.redirectFlow),
    clientIpAddress: request.clientIpAddress,
    externalSessionId,
    customerId: customer.id,
    externalCustomerId: customer.externalId,
    token,
    widgetUrl: `${world.pageBase}/checkout?token=${token}`,
    serviceProviderWidgetUrl: `${world.pageBase}/checkout?provider=${provider.code.toLowerCase()}&token=${sign(PROVIDER_TOKEN_SECONDS)}`,
    createdAtMs: nowMs,
    transactionIds: [],
  }
}

/** The flow in force; that a request for another one was ignored is told nowhere in the answer, as on the real API. */
function isRedirected({ sellFlow }: Provider, requested: boolean): boolean {
  return sellFlow === 'redirect' || (sellFlow === 'either' && requested)
}

function keepSession(world: World, session: Session): void {
  const { sessions, externalSessionIds } = world.state
  remember(sessions, session.id, session, SESSIONS_MAX)
  if (session.externalSessionId === null) return
  const key = accountKey(session.accountId, session.externalSessionId)
  remember(externalSessionIds, key, session.id, EXTERNAL_SESSION_IDS_MAX)
}
