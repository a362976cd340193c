import { createSecretKey } from 'node:crypto'
import { type Arrival, arrivalHeader, makeArrivalProof, readArrival } from '../domain/arrival.ts'
import { isLoopbackHost } from '../domain/loopback.ts'
import { findSecret } from '../store/secrets.ts'
import { type Check, callMs, ok, type Patient, type PatientSettings, skipped, type Verdict } from './check.ts'

/** An address that is nobody's (RFC 5737), which the doctor claims to come from. */
const forged = '203.0.113.77'

export const proxies: Check = {
  id: 'proxies',
  expected: 'the proxies in front, and nobody else, in trusted_proxies',
  why: 'A link belongs to the network that opened it, and providers are told the user’s address. With a proxy’s in its place everybody seems to be one user.',
  reach: 'others',
  run: async (patient) => {
    const { settings, publicUrl } = patient
    if (settings === null) return skipped('trusted_proxies is not known here: add --config')
    const everybody = settings.trustedProxies.filter((proxy) => /\/0$/.test(proxy))
    if (everybody.length > 0) {
      const found = `${everybody.join(', ')} trusts everybody: whoever calls can say any address`
      return [{ severity: 'error', found, fix: 'Write the addresses of the proxies in front alone.' }]
    }
    const arrival = await askForArrival(patient)
    if (arrival !== undefined && publicUrl !== null) return [judgeArrival(arrival, publicUrl)]
    return [judgeSettings(settings, publicUrl)]
  },
}

/**
 * Sends a request through all that stands in front, with an address that it does not come from, and a proof that it is
 * the doctor's. Undefined when the gateway does not tell: it is another deployment's, an older one, or not there.
 */
async function askForArrival({ publicUrl, database, look, now }: Patient): Promise<Arrival | undefined> {
  if (publicUrl === null || database === null) return undefined
  const secret = await database()
    .then((opened) => findSecret(opened.database, 'link'))
    .catch(() => undefined)
  if (secret === undefined) return undefined
  const result = await look.send({
    name: 'doctor',
    method: 'GET',
    url: `${publicUrl}/healthz`,
    headers: { [arrivalHeader]: makeArrivalProof(createSecretKey(secret), now()), 'x-forwarded-for': forged },
    deadlineMs: callMs / 2,
    responseBytesMax: 64 * 1024,
  })
  const told = result.kind === 'answered' ? result.headers[arrivalHeader] : undefined
  return told === undefined ? undefined : readArrival(told)
}

/** What an arrival of a request that claimed a false address shows. */
function judgeArrival(arrival: Arrival, publicUrl: string): Verdict {
  const { connectedFrom, forwardedFor, takenAddress, takenProtocol } = arrival
  const chain = [...forwardedFor, connectedFrom].join(' → ')
  const found = `chain ${chain}; taken as the caller’s: ${takenAddress}, ${takenProtocol} (claimed: ${forged})`
  if (takenAddress === forged) {
    const who = forwardedFor.length > 1 ? 'every hop of the chain' : `${connectedFrom}, where this was asked from,`
    const because = `${found}, because ${who} is in trusted_proxies`
    if (forwardedFor.length === 1) {
      const fix =
        'Nothing, if proxies alone call from there. Ask from another network with --url to see what strangers can do.'
      return { severity: 'info', found: because, fix }
    }
    const fix =
      'Write the addresses of the proxies alone into trusted_proxies, and let the outermost replace X-Forwarded-For.'
    return { severity: 'warning', found: because, fix }
  }
  if (takenAddress === connectedFrom && forwardedFor.some((hop) => hop !== forged)) {
    const because = `${found}, because ${connectedFrom} is not in trusted_proxies`
    return { severity: 'warning', found: because, fix: `Add ${connectedFrom}, or its block, to trusted_proxies.` }
  }
  if (publicUrl.startsWith('https:') && takenProtocol !== 'https') {
    const fix = 'Let the proxy that ends TLS send X-Forwarded-Proto: https, and name it in trusted_proxies.'
    return { severity: 'warning', found: `${found}, though the public URL is https`, fix }
  }
  return ok(found)
}

/** What the settings alone show. */
function judgeSettings({ trustedProxies }: PatientSettings, publicUrl: string | null): Verdict {
  const listed = trustedProxies.length === 0 ? 'nobody is trusted' : `trusted: ${trustedProxies.join(', ')}`
  const isTls = publicUrl?.startsWith('https:') === true && !isLoopbackHost(new URL(publicUrl).hostname)
  if (!isTls || trustedProxies.length > 0) return ok(`${listed}; the gateway did not show how a request arrives`)
  const found = `${listed}, while the public URL is https: something in front ends TLS`
  return { severity: 'warning', found, fix: 'Write its address into trusted_proxies.' }
}
