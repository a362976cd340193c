// The floor of a session: a Fastify route that parses the body, sends it on in one call and answers with what comes back.
import Fastify from 'fastify'
import { Pool } from 'undici'

const { HOST = '127.0.0.1', PORT, UPSTREAM_URL = '', MELD_API_KEY = '' } = process.env
const upstream = new Pool(UPSTREAM_URL, { connections: 4_096, pipelining: 1 })
const headers = {
  authorization: `BASIC ${MELD_API_KEY}`,
  'meld-version': '2026-02-03',
  'content-type': 'application/json',
  accept: 'application/json',
}

const app = Fastify()
app.get('/healthz', async () => ({ status: 'ok' }))
app.post('/v0/ramp/sessions', async (request, reply) => {
  const answer = await upstream.request({
    method: 'POST',
    path: '/crypto/session/widget',
    headers,
    body: JSON.stringify(request.body),
  })
  const widget = await answer.body.json()
  return reply.code(201).send(widget)
})
await app.listen({ host: HOST, port: Number(PORT) })
process.on('SIGTERM', () => {
  void Promise.all([app.close(), upstream.close()]).then(() => process.exit(0))
})
