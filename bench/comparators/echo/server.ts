// The ceiling for replays: a Fastify route that parses the body and sends it back.
import Fastify from 'fastify'

const app = Fastify()
app.post('/v0/ramp/sessions', async (request) => request.body)
app.get('/healthz', async () => ({ status: 'ok' }))
await app.listen({ host: process.env.HOST ?? '127.0.0.1', port: Number(process.env.PORT) })
process.on('SIGTERM', () => {
  void app.close().then(() => process.exit(0))
})
