import type { AddressInfo } from 'node:net'
import express from 'express'
import { authenticate } from './authenticate.ts'
import { config } from './config.ts'
import { handleError } from './errors.ts'
import { createSession } from './sessions.ts'
import { closePool, createTables } from './store.ts'

const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.get('/healthz', (_request, response) => {
  response.json({ status: 'ok' })
})
app.post('/v0/ramp/sessions', authenticate, express.json({ limit: '64kb' }), createSession)
app.use((_request, response) => {
  response.status(404).json({ status: 404, detail: 'Not found' })
})
app.use(handleError)

await createTables()
const server = app.listen(config.port, config.host, (error) => {
  if (error) throw error
  process.stdout.write(`listening on http://${config.host}:${(server.address() as AddressInfo).port}\n`)
})
// Longer than the proxies in front of us keep their connections.
server.keepAliveTimeout = 65_000

process.once('SIGTERM', () => {
  server.close(() => void closePool())
})
