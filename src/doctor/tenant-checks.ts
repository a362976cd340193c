import type { AccountOutcome, Aggregator } from '../aggregators/aggregator.ts'
import type { Tenant, TokenIssuer } from '../domain/tenant.ts'
import { fetchKeySet, type KeyFetchFault } from '../identity/key-fetch.ts'
import { readPinnedKeys } from '../identity/key-set.ts'
import { algorithmsOf, issuerName } from '../identity/kinds/registry.ts'
import type { Send } from '../outbound/request.ts'
import { type Check, callMs, ok, skipped, type Verdict } from './check.ts'

const noTenants = skipped('no tenant is known here: leave --url out, or add --config')

export const identityKeys: Check = {
  id: 'identity_keys',
  expected: 'of every issuer at least one public key that its tokens may be signed with',
  why: 'Without keys nobody can be let in: users get 503, once the keys that a process has are too old.',
  reach: 'tenants',
  run: async ({ look }, [tenant]) => {
    if (tenant === undefined) return noTenants
    return await Promise.all(tenant.issuers.map((issuer) => judgeIssuer(look.send, issuer)))
  },
}

async function judgeIssuer(send: Send, issuer: TokenIssuer): Promise<Verdict> {
  const { keys } = issuer
  const name = issuerName(issuer)
  const allowed = algorithmsOf(issuer)
  const began = performance.now()
  const read =
    keys.kind === 'pinned'
      ? readPinnedKeys(allowed, keys.keys)
      : await fetchKeySet((call) => send({ ...call, deadlineMs: Math.min(call.deadlineMs, callMs) }), allowed, keys)
  const tookMs = Math.round(performance.now() - began)
  if (read.kind !== 'set') {
    const [what, fix] = words[read.reason]
    return { severity: 'error', found: `${name}: ${what}${whereOf(issuer)}`, fix }
  }
  const { byKid, unnamed, keyCount } = read.set
  const algorithms = new Set([...byKid.values(), ...unnamed].flatMap((key) => key.algorithms))
  const source = keys.kind === 'pinned' ? 'pinned' : `fetched in ${tookMs} ms`
  return ok(`${name}: ${keyCount} ${keyCount === 1 ? 'key' : 'keys'} for ${[...algorithms].join(', ')}, ${source}`)
}

const notThere = 'Look at the address, the network and the firewall between the two, and the state of the provider.'
const wrongAnswer = 'Correct jwks_url (or issuer): open it in a browser, it must show JSON with "keys".'

const words: Readonly<Record<KeyFetchFault, readonly [what: string, fix: string]>> = {
  unreachable: ['nothing can be reached', notThere],
  timeout: ['no answer in time', notThere],
  reset: ['the connection was cut off', notThere],
  too_large: ['the answer is too large for keys', wrongAnswer],
  status: ['the answer is no 200', wrongAnswer],
  malformed: ['the answer is no JWKS', wrongAnswer],
  too_many_keys: ['there are too many keys to be one provider’s', wrongAnswer],
  no_usable_keys: [
    'none of the keys can be used: they are too weak (RSA below 2,048 bits), of another algorithm, or have no id',
    'Let the provider sign with one of its algorithms in docs/identity.md, and publish that key.',
  ],
  discovery_malformed: ['its OpenID configuration is no such document', wrongAnswer],
  discovery_issuer_differs: ['its OpenID configuration is another issuer’s', wrongAnswer],
  discovery_address_insecure: ['its OpenID configuration names a jwks_uri that is no https address', wrongAnswer],
}

function whereOf({ keys }: TokenIssuer): string {
  if (keys.kind === 'pinned') return ''
  return ` at ${URL.canParse(addressOf(keys)) ? new URL(addressOf(keys)).host : 'its address'}`
}

function addressOf(keys: Exclude<TokenIssuer['keys'], { kind: 'pinned' }>): string {
  return keys.kind === 'jwks' ? keys.url : keys.issuer
}

function describe(aggregator: Aggregator, { id, meld }: Tenant): Promise<AccountOutcome> {
  return aggregator.describeAccount({ ...meld, about: { tenant: id } }, callMs)
}

export const meldAccount: Check = {
  id: 'meld_account',
  expected: 'Meld accepts the key, and answers in the version of its API that was asked for',
  why: 'Without a key that Meld accepts no session can be opened.',
  reach: 'tenants',
  run: async ({ aggregator }, [tenant]) => {
    if (tenant === undefined) return noTenants
    const { host } = new URL(tenant.meld.baseUrl)
    const account = await describe(aggregator, tenant)
    if (account.kind === 'refused') {
      const found = `${host} does not accept the key (${account.status})`
      const fix = 'Correct meld.api_key, or meld.base_url: sandbox and production have keys of their own.'
      return [{ severity: 'error', found, fix }]
    }
    if (account.kind === 'unavailable') {
      const found = `${host} gave no clear answer (${account.reason})`
      return [{ severity: 'error', found, fix: 'Look at Meld’s status page, and at Outgoing connections.' }]
    }
    const { version, versionAsked } = account
    if (version === null || version === versionAsked) return [ok(`${host} accepts the key; version ${versionAsked}`)]
    const found = `${host} accepts the key, and answers in version ${version} where ${versionAsked} was asked for`
    return [{ severity: 'warning', found, fix: 'Update Rampway; if it is the newest, ask Meld.' }]
  },
}

/** What tells of a transaction. */
const neededEvents = [
  'TRANSACTION_CRYPTO_PENDING',
  'TRANSACTION_CRYPTO_TRANSFERRING',
  'TRANSACTION_CRYPTO_COMPLETE',
  'TRANSACTION_CRYPTO_FAILED',
]

export const meldWebhooks: Check = {
  id: 'meld_webhooks',
  expected: 'an active webhook profile at Meld for this gateway’s address, with the secret that is configured',
  why: 'Without webhooks a payment is noticed only by the slow round of reconciliation.',
  reach: 'tenants',
  run: async ({ aggregator, publicUrl, tenants }, [tenant]) => {
    if (tenant === undefined) return noTenants
    const account = await describe(aggregator, tenant)
    if (account.kind !== 'described') return skipped('Meld did not tell: see Meld account')
    if (publicUrl === null) return skipped('the public URL is not known')
    return [judgeProfiles(tenant, account.profiles, publicUrl, tenants?.knowsWebhookSecrets === true)]
  },
}

function judgeProfiles(
  { meld }: Tenant,
  profiles: Extract<AccountOutcome, { kind: 'described' }>['profiles'],
  publicUrl: string,
  knowsSecrets: boolean,
): Verdict {
  const due = `${publicUrl}/v0/webhooks/meld/events`
  const here = profiles.filter(({ url }) => url.split('?')[0] === due)
  const create = `In Meld’s dashboard, add a webhook profile for ${due}, and write its secret as webhook_secrets.`
  if (here.length === 0) {
    const others = profiles.map(({ url }) => (URL.canParse(url) ? new URL(url).origin : 'an unreadable address'))
    const known =
      others.length === 0 ? 'it has none at all' : `it has some for ${[...new Set(others)].slice(0, 5).join(', ')}`
    return { severity: 'warning', found: `no webhook profile for ${due}: ${known}`, fix: create }
  }
  const [active] = here.filter(({ isActive }) => isActive)
  if (active === undefined) {
    return { severity: 'warning', found: `the profile for ${due} is disabled`, fix: 'Enable it in Meld’s dashboard.' }
  }
  if (meld.webhookSecrets.length === 0) {
    const found = 'webhook_secrets is empty, so that every webhook of Meld’s is refused'
    return { severity: 'warning', found, fix: 'Write the secret of the profile as webhook_secrets.' }
  }
  const isKnown = ({ secret }: typeof active) =>
    !knowsSecrets || secret === null || meld.webhookSecrets.some((one) => one.reveal() === secret.reveal())
  if (!here.filter(({ isActive }) => isActive).some(isKnown)) {
    const found = 'the secret of the profile is none of webhook_secrets, so that every webhook of Meld’s is refused'
    return {
      severity: 'error',
      found,
      fix: 'Copy the secret of the profile from Meld’s dashboard into webhook_secrets.',
    }
  }
  const missing = neededEvents.filter((type) => active.eventTypes.length > 0 && !active.eventTypes.includes(type))
  if (missing.length === 0) return ok(`an active profile for ${due}`)
  return {
    severity: 'warning',
    found: `the profile leaves out ${missing.join(', ')}`,
    fix: 'Add them to the profile, or let it send all.',
  }
}
