import { isLoopbackHost } from '../domain/loopback.ts'
import { readTextMember } from '../domain/read-member.ts'
import type { Tenant } from '../domain/tenant.ts'
import { discoveryUrl } from '../identity/discovery.ts'
import type { OutboundResult } from '../outbound/request.ts'
import { readServerSettings } from '../postgres/server-settings.ts'
import { type Check, callMs, type Look, ok, type Patient, skipped, type Verdict } from './check.ts'

const noUrl = skipped('the public URL is not known: give --url, or --config with public_url')
/** Answers are read for a few words. */
const answerBytesMax = 64 * 1024

function get(look: Look, url: string, headers: Readonly<Record<string, string>> = {}): Promise<OutboundResult> {
  const call = { name: 'doctor', method: 'GET', readOnly: true, url, headers } as const
  return look.send({ ...call, deadlineMs: callMs, responseBytesMax: answerBytesMax })
}

function jsonIn(result: OutboundResult): unknown {
  if (result.kind !== 'answered') return undefined
  try {
    return JSON.parse(result.text)
  } catch {
    return undefined
  }
}

function failureOf(result: Exclude<OutboundResult, { kind: 'answered' }>): string {
  return result.kind === 'not_sent' ? `no connection (${result.reason})` : `no answer (${result.reason})`
}

const lookInFront = 'Look at the proxy in front, its DNS entry, and whether the gateway runs.'

export const publicUrl: Check = {
  id: 'public_url',
  expected: 'a healthy gateway at the public URL, over https',
  why: 'Links in answers lead there, and so do Meld’s webhooks and the users who come back.',
  reach: 'others',
  run: async ({ publicUrl: url, look }) => {
    if (url === null) return noUrl
    const result = await get(look, `${url}/healthz`)
    if (result.kind !== 'answered') {
      return [{ severity: 'error', found: `${url}: ${failureOf(result)}`, fix: lookInFront }]
    }
    const isOurs = readTextMember(jsonIn(result), 'status') === 'ok'
    if (result.status !== 200 || !isOurs) {
      const found = `${url}/healthz answers ${result.status}${isOurs ? '' : ', and not as a gateway does'}`
      const fix = result.status >= 500 ? 'Look at the log of the gateway, and at its database.' : lookInFront
      return [{ severity: 'error', found, fix }]
    }
    const { protocol, hostname } = new URL(url)
    if (protocol === 'https:' || isLoopbackHost(hostname)) return [ok(`${url} is healthy`)]
    const fix = 'Put TLS in front of it, and write an https address as public_url.'
    return [{ severity: 'warning', found: `${url} is healthy, and not over https`, fix }]
  },
}

const webhookPath = '/v0/webhooks/meld/events'

export const webhookAddress: Check = {
  id: 'webhook_address',
  expected: `the gateway behind the address that Meld signs: <public URL>${webhookPath}`,
  why: 'Meld’s signature covers the address. A proxy that keeps the path from the gateway, or changes it, loses every webhook.',
  reach: 'others',
  run: async ({ publicUrl: url, look }) => {
    if (url === null) return noUrl
    const address = `${url}${webhookPath}`
    // Nothing is posted: a GET is answered by the gateway, and no webhook is refused for it.
    const result = await get(look, address)
    if (result.kind !== 'answered') return [{ severity: 'error', found: failureOf(result), fix: lookInFront }]
    const isOurs = result.status === 405 && readTextMember(jsonIn(result), 'error_code') === 'GEN-405-001'
    if (isOurs) return [ok(`${address} leads to the gateway`)]
    const found = `${address} answers ${result.status}, and not as the gateway does`
    return [{ severity: 'error', found, fix: 'Let the proxy in front pass /v0/* on unchanged, for every method.' }]
  },
}

const dayMs = 86_400_000
/** Certificates are renewed a month before, or, those of 47 days and less, some ten days. */
const renewalDays = 10

export const certificate: Check = {
  id: 'certificate',
  expected: `a certificate that clients trust, valid for ${renewalDays} days more`,
  why: 'Browsers and Meld refuse an expired or unknown certificate: links open no more, and webhooks are lost.',
  reach: 'others',
  run: async ({ publicUrl: url, look, now }) => {
    if (url === null) return noUrl
    const { protocol, hostname, port } = new URL(url)
    if (protocol !== 'https:') return skipped('the public URL is not https')
    const host = hostname.replace(/^\[(.*)\]$/, '$1')
    const read = await look.readCertificate(host, port === '' ? 443 : Number(port), callMs)
    if (read.kind === 'none') {
      return [{ severity: 'error', found: `${hostname}: no TLS connection (${read.reason})`, fix: lookInFront }]
    }
    const days = Math.floor((read.validUntil - now()) / dayMs)
    const until = new Date(read.validUntil).toISOString().slice(0, 10)
    const found = `${hostname}: from ${read.issuer}, until ${until} (${days} days), ${read.protocol}`
    if (days < 0) return [{ severity: 'error', found: `${found}: expired`, fix: 'Renew it now.' }]
    if (read.fault !== null) {
      const fix =
        'Serve the whole chain (fullchain.pem, not cert.pem), of an authority that browsers know, for this very name.'
      return [{ severity: 'error', found: `${found}: not trusted (${read.fault})`, fix }]
    }
    if (days >= renewalDays) return [ok(found)]
    return [{ severity: 'warning', found, fix: 'Renew it, and find out why that did not happen by itself.' }]
  },
}

const operatorPaths = ['/operator/v0/me', '/console', '/metrics']

export const operatorPort: Check = {
  id: 'operator_port',
  expected: 'the operator’s port on this machine or a private network alone',
  why: 'Behind it are users’ data, the switches and the figures. Tokens guard it; it should not be there to be tried.',
  reach: 'others',
  run: async ({ publicUrl: url, settings, look }) => {
    const exposure = url === null ? undefined : await exposed(url, settings, look)
    const verdicts = [...listening(settings), ...(exposure ?? [])]
    if (verdicts.length > 0) return verdicts
    if (exposure !== undefined) return [ok('not to be reached from outside')]
    return url === null ? noUrl : skipped('the public URL cannot be reached')
  },
}

function listening(settings: Patient['settings']): readonly Verdict[] {
  const host = settings?.operatorListen.host
  if (host === undefined || isLoopbackHost(host)) return []
  const found = `it listens on ${host}`
  const fix =
    'Leave OPERATOR_HOST out (127.0.0.1), or let a firewall or network policy admit operators and Prometheus alone.'
  const severity = host === '0.0.0.0' || host === '::' ? 'warning' : 'info'
  return [{ severity, found, fix }]
}

/** What of it is to be reached from outside; undefined when the public URL does not answer at all. */
async function exposed(
  url: string,
  settings: Patient['settings'],
  look: Look,
): Promise<readonly Verdict[] | undefined> {
  const answers = await Promise.all(
    operatorPaths.map(async (path) => ({ path, result: await get(look, `${url}${path}`) })),
  )
  if (answers.every(({ result }) => result.kind !== 'answered')) return undefined
  const served = answers.flatMap(({ path, result }) => {
    return result.kind === 'answered' && result.status !== 404 && result.status < 500
      ? [`${path} (${result.status})`]
      : []
  })
  const fix = 'Let the proxy in front pass nothing of the operator’s port on.'
  const verdicts: Verdict[] = []
  if (served.length > 0) verdicts.push({ severity: 'error', found: `the public URL serves ${served.join(', ')}`, fix })
  const { hostname } = new URL(url)
  const port = settings?.operatorListen.port
  if (port !== undefined && port !== 0 && !isLoopbackHost(hostname)) {
    if (await look.takesConnection(hostname.replace(/^\[(.*)\]$/, '$1'), port, callMs)) {
      verdicts.push({ severity: 'warning', found: `${hostname} takes connections on port ${port}`, fix })
    }
  }
  return verdicts
}

/** The addresses that the gateway calls for a tenant, each with its host. */
function callsOf(tenants: readonly Tenant[]): ReadonlyMap<string, string> {
  const addresses = tenants.flatMap(({ meld, issuers }) => [
    meld.baseUrl,
    ...issuers.flatMap(({ keys }) =>
      keys.kind === 'jwks' ? [keys.url] : keys.kind === 'discovery' ? [discoveryUrl(keys.issuer)] : [],
    ),
  ])
  return new Map(addresses.filter((address) => URL.canParse(address)).map((each) => [new URL(each).host, each]))
}

/** Hosts asked at most; more tenants than that share them in practice. */
const hostsMax = 50

export const outgoing: Check = {
  id: 'outgoing',
  expected: 'an answer, whatever it says, from every host that the gateway calls',
  why: 'What cannot be reached from here fails for every user of the tenants that need it.',
  reach: 'others',
  run: async ({ tenants, look }) => {
    if (tenants === null) return skipped('the hosts are not known here: leave --url out, or add --config')
    const calls = [...callsOf(tenants.served)].slice(0, hostsMax)
    const results = await Promise.all(calls.map(async ([host, url]) => ({ host, result: await get(look, url) })))
    const verdicts = results.flatMap(({ host, result }): readonly Verdict[] => {
      if (result.kind === 'answered' || result.reason === 'too_large') return []
      const fix = 'Let the firewall pass it, set HTTPS_PROXY where there is one, and look at the name server (DNS).'
      return [{ severity: 'error', found: `${host}: ${failureOf(result)}`, fix }]
    })
    return verdicts.length > 0
      ? verdicts
      : [ok(`${calls.length} hosts answer: ${calls.map(([host]) => host).join(', ')}`)]
  },
}

/** Tokens are refused that come from the future, and webhooks whose time is 300 s away. */
const offWarningSeconds = 5
const offErrorSeconds = 60

interface ClockReading {
  readonly of: string
  /** By how much it is ahead of ours. */
  readonly offSeconds: number
}

export const clock: Check = {
  id: 'clock',
  expected: `within ${offWarningSeconds} s of the clocks of other hosts and of the database`,
  why: 'Tokens count as expired or as not yet valid, and from 300 s on every webhook of Meld’s is refused.',
  reach: 'others',
  run: async (patient) => {
    const readings = await readClocks(patient)
    if (readings.length === 0) return skipped('nobody told a time to compare with')
    const offs = readings.map(({ offSeconds }) => offSeconds).sort((a, b) => a - b)
    // The middle one: a single host with a wrong clock says nothing of ours.
    const own = offs[Math.floor((offs.length - 1) / 2)] ?? 0
    const listed = readings.map(({ of, offSeconds }) => `${of} ${signed(offSeconds)} s`).join(', ')
    const size = Math.abs(own)
    if (size >= offWarningSeconds) {
      const found = `this clock is ${Math.round(size)} s ${own > 0 ? 'behind' : 'ahead of'} others: ${listed}`
      const fix =
        'Let the machine keep its clock by NTP (timedatectl set-ntp true), and look at the host of a virtual one.'
      return [{ severity: size >= offErrorSeconds ? 'error' : 'warning', found, fix }]
    }
    const odd = readings.filter(({ offSeconds }) => Math.abs(offSeconds - own) >= offErrorSeconds)
    if (odd.length === 0) return [ok(listed)]
    const found = `the clock of ${odd.map(({ of }) => of).join(', ')} is off: ${listed}`
    return [{ severity: 'warning', found, fix: 'Set that clock right, or tell who runs it.' }]
  },
}

async function readClocks({ tenants, publicUrl: url, database, look, now }: Patient): Promise<readonly ClockReading[]> {
  const calls = [...callsOf(tenants?.served ?? [])].slice(0, hostsMax)
  const own = url === null ? undefined : new URL(url).host
  if (url !== null && own !== undefined && !calls.some(([of]) => of === own)) calls.push([own, `${url}/healthz`])
  const ofHosts = calls.map(async ([of, address]): Promise<readonly ClockReading[]> => {
    const before = now()
    const result = await get(look, address)
    const date = result.kind === 'answered' ? Date.parse(result.headers.date ?? '') : Number.NaN
    // The header has whole seconds, cut off.
    return Number.isNaN(date) ? [] : [{ of, offSeconds: offBy(date + 500, before, now()) }]
  })
  const ofDatabase = async (): Promise<readonly ClockReading[]> => {
    if (database === null) return []
    const opened = await database()
    const before = now()
    const facts = await readServerSettings(opened.database)
    return [{ of: 'the database', offSeconds: offBy(facts.now, before, now()) }]
  }
  return (await Promise.all([...ofHosts, ofDatabase().catch(() => [])])).flat()
}

function offBy(theirs: number, before: number, after: number): number {
  return (theirs - (before + after) / 2) / 1000
}

function signed(seconds: number): string {
  return `${seconds < 0 ? '−' : '+'}${Math.abs(seconds).toFixed(1)}`
}
