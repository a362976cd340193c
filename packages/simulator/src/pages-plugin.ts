import type { FastifyInstance, FastifyReply } from 'fastify'
import { type PageReply, showCheckout, showKyc, submitPage } from './checkout/requests.ts'
import { textRecord } from './json.ts'
import type { World } from './world.ts'

/** Longest form; the page's own has a token and an amount. */
const FORM_BYTES_MAX = 16_384

/** Mounts the providers' checkout page. It needs no script, no cookie and no key: the token in the link is enough. */
export function registerPages(app: FastifyInstance, world: World): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
      (_request, body, done) => done(null, body),
    )
    scope.get('/checkout', (request, reply) =>
      send(reply, showCheckout(world, new URLSearchParams(textRecord(request.query)))),
    )
    scope.post('/checkout', ({ body }, reply) => {
      const page = submitPage(world, new URLSearchParams(typeof body === 'string' ? body : ''))
      world.changed()
      return send(reply, page)
    })
    scope.get('/kyc', (_request, reply) => send(reply, showKyc()))
    done()
  })
}

function send(reply: FastifyReply, page: PageReply): FastifyReply {
  return reply.code(page.status).headers(page.headers).send(page.text)
}
