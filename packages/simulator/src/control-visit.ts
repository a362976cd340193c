import { request } from 'node:http'
import { BadControl } from './control-errors.ts'
import type { ControlCall, ControlReply } from './control-route.ts'
import { filledTextAt, isRecord } from './json.ts'
import type { World } from './world.ts'

/** What Firefox sends when a person goes to an address that was typed or pasted. */
const OTHER_BROWSER = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-language': 'en-US,en;q=0.5',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'none',
  'sec-fetch-user': '?1',
}
const TIMEOUT_MS = 10_000
/** Longer pages are read no further. */
const PAGE_CHARACTERS_MAX = 262_144

/**
 * Opens a link of the gateway as a person would in another browser, without cookies and without following redirects, which
 * no page can do. The gateway is where webhooks go to; nobody else is ever visited.
 */
export async function visitLink(world: World, { body }: ControlCall): Promise<ControlReply> {
  const path = isRecord(body) ? filledTextAt(body, 'path') : undefined
  if (path === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path)) {
    throw new BadControl('send the path of a link, such as {"path":"/w/…"}')
  }
  const [target] = world.webhooks.profiles.values()
  if (target === undefined) throw new BadControl('no webhook target says where the gateway is: POST /_sim/webhooks')
  return { status: 200, body: await visit(new URL(path, target.url)) }
}

interface Visit {
  readonly status: number
  /** Of the page; null where it has none. */
  readonly title: string | null
  readonly location: string | null
}

function visit(url: URL): Promise<Visit> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(new BadControl(`${url.origin} did not answer: ${error.message}`))
    const sent = request(url, { headers: OTHER_BROWSER, agent: false, timeout: TIMEOUT_MS }, (response) => {
      let page = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        if (page.length < PAGE_CHARACTERS_MAX) page += part
      })
      response.once('error', fail)
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          title: /<title>([^<]*)<\/title>/.exec(page)?.[1] ?? null,
          location: response.headers.location ?? null,
        }),
      )
    })
    sent.once('timeout', () => sent.destroy(new Error('it took too long')))
    sent.once('error', fail)
    sent.end()
  })
}
