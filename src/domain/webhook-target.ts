import ipaddr from 'ipaddr.js'

/** What the operator allows webhooks to reach beyond public https servers. */
export interface TargetPolicy {
  /** Networks in CIDR notation, or single addresses, that are not public and may be reached all the same. */
  readonly allowNetworks: readonly string[]
  /** Plain http as well as https. */
  readonly allowHttp: boolean
}

/** What is wrong with a URL as a place for webhooks. */
export interface TargetFault {
  readonly reason: 'malformed' | 'scheme' | 'credentials' | 'port' | 'address'
  /** For people: a whole sentence without a full stop. */
  readonly detail: string
}

/** The operator's policy, and what it says of a URL. */
export interface WebhookTargets {
  readonly policy: TargetPolicy
  /** What is wrong with it as far as can be told without asking DNS; undefined: nothing. */
  readonly judge: (url: string) => TargetFault | undefined
}

/** Longest URL of a webhook endpoint, in characters. */
export const targetUrlLengthMax = 2_048

/** What parsing drops or escapes, what no database keeps, and what changes how the text around it is shown. */
const unfit = /[\p{Cc}\p{Surrogate}\p{Bidi_Control}\p{Z}]/u

/** Shells, mail and name servers: what a forged line of a request could do most harm at. */
const refusedPorts: ReadonlySet<number> = new Set([22, 23, 25, 53, 110, 143, 465, 587, 993, 995])

/** In a range that counts as public, and the machine's own host all the same: Azure's. */
const platformAddresses: ReadonlySet<string> = new Set(['168.63.129.16'])

/** All global addresses of IPv6 are of this block; what lies outside embeds others, or is not given out. */
const globalIpv6 = ipaddr.parseCIDR('2000::/3')

/**
 * What is wrong with a URL as a place for webhooks; undefined: nothing that can be told without asking DNS. What a name
 * leads to is judged at each attempt, by `judgeAddress`.
 */
export function judgeTarget(url: string, policy: TargetPolicy): TargetFault | undefined {
  if (url.length > targetUrlLengthMax) {
    return fault('malformed', `A webhook URL has at most ${targetUrlLengthMax} characters`)
  }
  if (unfit.test(url)) return fault('malformed', 'A webhook URL has no blanks and no control characters')
  if (!URL.canParse(url)) return fault('malformed', 'This is not an absolute URL')
  const target = new URL(url)
  if (target.protocol === 'http:') {
    if (!policy.allowHttp) return fault('scheme', 'Webhooks are sent over https alone')
  } else if (target.protocol !== 'https:') return fault('scheme', 'Webhooks are sent over https')
  if (target.username !== '' || target.password !== '') {
    return fault('credentials', 'A webhook URL holds no user name and no password')
  }
  if (target.port !== '' && (target.port === '0' || refusedPorts.has(Number(target.port)))) {
    return fault('port', `Webhooks are not sent to port ${target.port}`)
  }
  const literal = literalAddressesOf(target.hostname)
  return literal?.map((address) => judgeAddress(address, policy)).find((each) => each !== undefined)
}

/**
 * The addresses that a host of a parsed URL names without DNS: an address's own, in the form in which a socket would get
 * it, and those of `localhost`. Undefined for every other name.
 */
export function literalAddressesOf(host: string): readonly string[] | undefined {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  if (ipaddr.isValid(bare)) return [ipaddr.process(bare).toString()]
  return /^(?:.+\.)?localhost\.?$/.test(bare) ? ['127.0.0.1', '::1'] : undefined
}

/** Why nothing is sent to an address; undefined: it is public, or the policy names it. */
export function judgeAddress(text: string, { allowNetworks }: TargetPolicy): TargetFault | undefined {
  if (!ipaddr.isValid(text)) return fault('address', 'DNS gave something that is not an address')
  const address = ipaddr.process(text)
  if (isPublic(address) || allowNetworks.some((network) => isWithin(address, network))) return undefined
  return fault('address', `${address.toString()} is not a public address`)
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast' || platformAddresses.has(address.toString())) return false
  return address instanceof ipaddr.IPv4 || address.match(globalIpv6)
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, network: string): boolean {
  const text = network.includes('/') ? network : `${network}/${network.includes(':') ? 128 : 32}`
  const [base, bits] = ipaddr.parseCIDR(text)
  return base.kind() === address.kind() && address.match(base, bits)
}

function fault(reason: TargetFault['reason'], detail: string): TargetFault {
  return { reason, detail }
}
