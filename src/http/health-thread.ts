// A thread that answers health checks, whatever the thread that serves is busy with. Started by `health-listener.ts`.
import { createServer, type ServerResponse } from 'node:http'
import { parentPort } from 'node:worker_threads'
import { systemClock } from '../domain/clock.ts'
import { type HealthAnswer, type HealthThreadStart, readHealth } from './health-state.ts'

parentPort?.once('message', ({ host, port, state, answers }: HealthThreadStart) => {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0]
    const health = readHealth(state, systemClock())
    if (path === '/healthz')
      send(response, health.isStale ? answers.stale : health.serves ? answers.serves : answers.down)
    else if (path === '/readyz')
      send(response, health.isStale ? answers.stale : health.isReady ? answers.ready : answers.down)
    else send(response, answers.unknown)
  })
  server.on('error', (error) => parentPort?.postMessage({ error: error.message }))
  server.listen(port, host, () => parentPort?.postMessage({ address: server.address() }))
})

function send(response: ServerResponse, { status, body, headers }: HealthAnswer): void {
  response.writeHead(status, headers).end(body)
}
