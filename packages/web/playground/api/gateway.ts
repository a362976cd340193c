import { type Client, createClient } from '@rampway/client'
import type { Identity } from '../address.ts'
import { gatewayUrl, sendForBody } from './http.ts'
import { textAt } from './json.ts'

/** Milliseconds that a token is used again; it lives for an hour of the gateway's clock, which may be moved. */
const tokenKeptMs = 60_000

/** A token of the dev identity provider. A life below zero makes one that has expired. */
export async function mintToken({ tenant, issuer, user }: Identity, lifeSeconds = 3_600): Promise<string> {
  const body = { provider: issuer, sub: user, tenant, expires_in: lifeSeconds }
  return textAt(await sendForBody({ method: 'POST', path: '/dev/token', body }), 'token')
}

/** A user of the gateway: the client that calls as them, and their token for calls that go past the client. */
export interface User {
  readonly client: Client
  readonly token: () => Promise<string>
  /** Forgets the token, which may have expired when the clock was moved. */
  readonly forgetToken: () => void
}

const users = new Map<string, User>()

/** The user that an identity stands for; the same one each time. */
export function userOf(identity: Identity): User {
  const name = `${identity.tenant} ${identity.issuer} ${identity.user}`
  const known = users.get(name)
  if (known !== undefined) return known
  let kept: { readonly token: Promise<string>; readonly until: number } | undefined
  const forgetToken = (): void => {
    kept = undefined
  }
  const token = (): Promise<string> => {
    if (kept === undefined || kept.until < Date.now()) {
      kept = { token: mintToken(identity), until: Date.now() + tokenKeptMs }
      kept.token.catch(forgetToken)
    }
    return kept.token
  }
  const client = createClient({ baseUrl: gatewayUrl, tenant: identity.tenant, token })
  const user = { client, token, forgetToken }
  users.set(name, user)
  return user
}

/** Forgets every token. */
export function forgetTokens(): void {
  for (const { forgetToken } of users.values()) forgetToken()
}

/** The headers of a call by hand, with the user's token or another one. */
export async function headersOf(identity: Identity, token?: string): Promise<Readonly<Record<string, string>>> {
  return { 'x-juno-orgid': identity.tenant, 'x-juno-jwt': token ?? (await userOf(identity).token()) }
}
