import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/** User-Agents of browsers, as they are sent. */
export const agents = {
  /** Does not send the purpose of its requests. */
  oldSafari:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 15_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Mobile/15E148 Safari/604.1',
  oldFirefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:78.0) Gecko/20100101 Firefox/78.0',
  chrome:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
} as const

/** What a browser sends when it opens a page in its window. */
export const navigation = {
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-user': '?1',
} as const

/** Who visits, and how. */
export interface Visitor {
  /** By default a browser that does not send the purpose; null sends no User-Agent. */
  readonly agent?: string | null
  readonly cookie?: string
  readonly ip?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: string
}

/** The answer to a visit; redirects are not followed. */
export interface Visited {
  readonly status: number
  readonly location: string | null
  /** What `Set-Cookie` says, up to its attributes. */
  readonly cookie: string | undefined
  readonly headers: Headers
  readonly html: string
}

/** Visits an address with these headers and no others: `fetch` adds some that say that it is no browser. */
export async function visit(url: string, visitor: Visitor = {}): Promise<Visited> {
  const { agent = agents.oldSafari, cookie, ip, headers = {}, method = 'GET' } = visitor
  const request = httpRequest(url, {
    method,
    headers: {
      ...(agent === null ? {} : { 'user-agent': agent }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(ip === undefined ? {} : { 'x-forwarded-for': ip }),
      ...headers,
    },
  })
  request.end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  const received = new Headers()
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) received.append(name, value)
  }
  return {
    status: answer.statusCode ?? 0,
    location: received.get('location'),
    cookie: received.get('set-cookie')?.split(';')[0],
    headers: received,
    html: await text(answer),
  }
}
