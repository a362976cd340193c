// The floor without group commit: the same work on a bare `node:http` server, one prepared statement at a time.
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import pg from 'pg'
import { Pool as HttpPool } from 'undici'
import { uuidv7obj } from 'uuidv7'
import { beginSql, finishSql, schemaSql } from './statements.ts'

const env = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}

const publicKey = createPublicKey(env('JWT_PUBLIC_KEY'))
const issuer = env('JWT_ISSUER')
const audience = env('JWT_AUDIENCE')
const apiKey = env('MELD_API_KEY')
const publicUrl = `http://${env('HOST')}:${env('PORT')}`
const database = new pg.Pool({ connectionString: env('DATABASE_URL'), max: 20 })
const upstream = new HttpPool(env('UPSTREAM_URL'), { connections: 256, pipelining: 1 })
const day = 24 * 60 * 60 * 1000

/** Verified tokens and who they are, for up to a minute, as the gateway has them too. */
const verified = new Map<string, { readonly user: string; readonly until: number }>()
const verifiedMax = 50_000

class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

function authenticate(token: string | undefined, tenant: string): string {
  if (token === undefined) throw new Refusal(401, 'no token')
  const known = verified.get(token)
  if (known !== undefined && known.until > Date.now()) return known.user
  const [head, payload, signature] = token.split('.')
  if (head === undefined || payload === undefined || signature === undefined) throw new Refusal(401, 'no JWT')
  const header = JSON.parse(Buffer.from(head, 'base64url').toString())
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
  const genuine =
    header.alg === 'ES256' &&
    verify('sha256', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'))
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const expires = Number(claims.exp) * 1000
  if (!genuine || claims.iss !== issuer || claims.aud !== audience || !(expires > Date.now())) {
    throw new Refusal(401, 'the token is not valid')
  }
  const user = createHash('sha256').update(`${tenant}\n${claims.iss}\n${claims.sub}`).digest('base64url')
  if (verified.size >= verifiedMax) verified.clear()
  verified.set(token, { user, until: Math.min(expires, Date.now() + 60_000) })
  return user
}

interface Body {
  readonly source_amount: string
  readonly from_asset: string
  readonly to_asset: string
  readonly chain_id: number
  readonly wallet_address: string
  readonly country_code: string
  readonly service_provider: string
  readonly idempotency_key: string
}

const fiats = new Set(['USD', 'EUR', 'GBP'])
const codes = new Map([
  ['USDC 8453', 'USDC_BASE'],
  ['ETH 1', 'ETH'],
])

function check(body: Body): void {
  const ok =
    /^\d{1,20}(\.\d{1,18})?$/.test(body.source_amount) &&
    Number(body.source_amount) > 0 &&
    typeof body.from_asset === 'string' &&
    typeof body.to_asset === 'string' &&
    Number.isInteger(body.chain_id) &&
    /^0x[0-9a-fA-F]{40}$/.test(body.wallet_address) &&
    typeof body.idempotency_key === 'string' &&
    body.idempotency_key.length <= 128
  if (!ok) throw new Refusal(422, 'the body is not valid')
  if (fiats.has(body.from_asset) === fiats.has(body.to_asset)) throw new Refusal(400, 'exactly one asset must be fiat')
}

async function call(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await upstream.request({
    method: 'POST',
    path,
    headers: {
      authorization: `BASIC ${apiKey}`,
      'meld-version': '2026-02-03',
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify(body),
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
  })
  const json = (await answer.body.json()) as Record<string, unknown>
  if (answer.statusCode !== 200) throw new Refusal(502, `upstream answered ${answer.statusCode}`)
  return json
}

async function customerOf(tenant: string, user: string): Promise<string> {
  const { id } = await call('/accounts/customers', { externalId: user })
  await database.query({
    name: 'customer',
    text: 'insert into bare.users (tenant_id, id, meld_customer_id) values ($1, $2, $3) on conflict do nothing',
    values: [tenant, user, id],
  })
  return String(id)
}

async function open(token: string | undefined, tenant: string, body: Body) {
  const user = authenticate(token, tenant)
  check(body)
  const id = uuidv7obj().toHex()
  const now = Date.now()
  const fingerprint = createHash('sha256').update(JSON.stringify(body)).digest('base64url')
  const begun = await database.query({
    name: 'begin',
    text: beginSql,
    values: [
      tenant,
      user,
      body.idempotency_key,
      id,
      fingerprint,
      JSON.stringify(body),
      new Date(now),
      new Date(now + 25_000),
      new Date(now + day),
    ],
  })
  const row = begun.rows[0]
  if (row.session_id === null) {
    if (row.stored_status !== 'ready') throw new Refusal(409, 'the key is in flight')
    return { status: 208, session: row.stored_reply }
  }
  const customerId = row.meld_customer_id ?? (await customerOf(tenant, user))
  const buy = fiats.has(body.from_asset)
  const crypto = buy ? body.to_asset : body.from_asset
  const code = codes.get(`${crypto} ${body.chain_id}`)
  if (code === undefined) throw new Refusal(400, 'the asset is not served')
  const externalSessionId = `bare_${id}_${randomBytes(5).toString('hex')}`
  const linkToken = randomBytes(32).toString('base64url')
  const widget = await call('/crypto/session/widget', {
    sessionType: buy ? 'BUY' : 'SELL',
    customerId,
    externalSessionId,
    sessionData: {
      countryCode: body.country_code,
      serviceProvider: body.service_provider,
      sourceCurrencyCode: buy ? body.from_asset : code,
      destinationCurrencyCode: buy ? code : body.to_asset,
      sourceAmount: body.source_amount,
      walletAddress: body.wallet_address,
      redirectUrl: `${publicUrl}/r/${linkToken}`,
    },
  })
  const session = {
    id,
    widget_url: `${publicUrl}/w/${linkToken}`,
    token: linkToken,
    service_provider_widget_url: widget.serviceProviderWidgetUrl,
    external_session_id: externalSessionId,
    status: 'ready',
    direction: buy ? 'buy' : 'sell',
    service_provider: body.service_provider,
    payment_method_type: null,
    source_amount: body.source_amount,
    from_asset: body.from_asset,
    to_asset: body.to_asset,
    chain_id: body.chain_id,
    wallet_address: body.wallet_address,
    country_code: body.country_code,
    created_at: now,
    expires_at: now + day,
  }
  const finished = await database.query({
    name: 'finish',
    text: finishSql,
    values: [tenant, user, body.idempotency_key, id, JSON.stringify(widget), JSON.stringify(session), new Date()],
  })
  if (finished.rowCount !== 1) throw new Refusal(409, 'another call has taken the key over')
  return { status: 201, session }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: unknown }> {
  if (request.url === '/healthz') return { status: 200, body: { status: 'ok' } }
  if (request.method !== 'POST' || request.url !== '/v0/ramp/sessions') return { status: 404, body: {} }
  try {
    const { 'x-juno-jwt': token, 'x-juno-orgid': tenant } = request.headers
    if (typeof tenant !== 'string' || Array.isArray(token)) throw new Refusal(401, 'no tenant')
    const { status, session } = await open(token, tenant, JSON.parse(await read(request)))
    const links = {
      self: { href: `/v0/ramp/sessions/${session.id}` },
      widget: { href: `/w/${session.token}` },
      transactions: { href: '/v0/ramp/transactions' },
      quotes: {
        href: `/v0/ramp/quotes?source_amount=${session.source_amount}&from_asset=${session.from_asset}&to_asset=${session.to_asset}&chain_id=${session.chain_id}`,
      },
    }
    return { status, body: { _links: links, session } }
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 500
    return { status, body: { status, detail: String(error) } }
  }
}

await database.query(schemaSql)
const server = createServer((request, response) => {
  void answer(request).then(({ status, body }) => {
    const bytes = Buffer.from(JSON.stringify(body))
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes)
  })
})
server.listen(Number(env('PORT')), env('HOST'))
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  void Promise.all([database.end(), upstream.close()]).then(() => process.exit(0))
})
