/** The address at which a webhook came in. */
export interface WebhookArrival {
  /** Scheme, host and perhaps a path, without a slash at the end: the deployment's own address. */
  readonly publicUrl: string
  /** As the connection shows it, or a trusted proxy. */
  readonly protocol: string
  /** The `Host` that was asked for, in whichever case it came. */
  readonly host: string
  /** Path and query, as they came. */
  readonly url: string
}

/**
 * The addresses that Meld may have signed, the likeliest first. Meld signs the text that was registered, while clients
 * and proxies on the way rewrite it: a colon in the query as `%3A` and back, the host in lower case, a default port left
 * out. So each form in which the same address can be written is one of them. The likeliest is nearly always it, so the
 * others are made when they are asked for.
 */
export function* webhookAddresses(arrival: WebhookArrival): Generator<string, void> {
  const likeliest = arrival.publicUrl + arrival.url
  yield likeliest
  for (const address of everyForm(arrival)) if (address !== likeliest) yield address
}

function everyForm(arrival: WebhookArrival): ReadonlySet<string> {
  const { publicUrl, protocol, host, url } = arrival
  const reached = `${protocol}://${host}`
  // A proxy may take the path of the public address away before the webhook comes here.
  const origins = [publicUrl, reached, `${reached}${originPattern.exec(publicUrl)?.[3] ?? ''}`]
  const hosts = origins.flatMap((origin) => [origin, withHost(origin, lower), withHost(origin, upper)])
  const ports = [...hosts, ...hosts.flatMap(togglePort)]
  return new Set([...origins, ...ports].flatMap((origin) => queryVariants(url).map((form) => origin + form)))
}

/** Scheme, host with its port, and the path of a `public_url`. */
const originPattern = /^(https?):\/\/([^/]+)(.*)$/i

function withHost(origin: string, change: (host: string) => string): string {
  return origin.replace(originPattern, (_all, scheme: string, host: string, path: string) => {
    return `${scheme}://${change(host)}${path}`
  })
}

const lower = (host: string): string => host.toLowerCase()
const upper = (host: string): string => host.toUpperCase()

const defaultPorts: Readonly<Record<string, string>> = { http: ':80', https: ':443' }

/** With the default port written out where there is none, without it where there is. */
function togglePort(origin: string): readonly string[] {
  const [, scheme = '', host = '', path = ''] = originPattern.exec(origin) ?? []
  const port = defaultPorts[scheme.toLowerCase()] ?? ''
  if (host.endsWith(port)) return [`${scheme}://${host.slice(0, -port.length)}${path}`]
  return /:\d+$/.test(host) ? [] : [`${scheme}://${host}${port}${path}`]
}

function queryVariants(url: string): readonly string[] {
  const [path = '', ...rest] = url.split('?')
  if (rest.length === 0) return [url]
  const query = rest.join('?')
  const plain = query.replaceAll(/%3a/gi, ':')
  const forms = [query, plain, plain.replaceAll(':', '%3A'), plain.replaceAll(':', '%3a')]
  return forms.map((form) => `${path}?${form}`)
}
