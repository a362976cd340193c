import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keyPlaceholder } from './load/job.ts'

/** Writes whole HTTP requests to a file for the load generator; gives the file's path. */
export async function writeRequests(folder: string, name: string, requests: readonly string[]): Promise<string> {
  const path = join(folder, `${name}.requests`)
  await writeFile(path, `${requests.map((request) => JSON.stringify(request)).join('\n')}\n`)
  return path
}

/** What a partner's app sends to open a session: 50 USD into USDC on Base, at Transak. */
export const sessionBody = {
  source_amount: '50',
  from_asset: 'USD',
  to_asset: 'USDC',
  chain_id: 8453,
  wallet_address: '0x52908400098527886E0F7030069857D2E4169EE7',
  country_code: 'US',
  service_provider: 'TRANSAK',
} as const

/** `POST /v0/ramp/sessions` of each user, with a key of its own each time unless one is given. */
export function sessionRequests(tenant: string, tokens: readonly string[], keyOf = (_user: number) => keyPlaceholder) {
  return tokens.map((token, user) =>
    request(
      'POST',
      '/v0/ramp/sessions',
      { 'x-juno-orgid': tenant, 'x-juno-jwt': token },
      {
        ...sessionBody,
        idempotency_key: keyOf(user),
      },
    ),
  )
}

/** One whole HTTP/1.1 request on a kept-alive connection. */
export function request(
  method: 'GET' | 'POST',
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): string {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const all = {
    host: '127.0.0.1',
    ...headers,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${text}`
}
