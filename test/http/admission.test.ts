import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type AdmissionOptions, createAdmission, type ShedReason } from '../../src/http/admission.ts'
import { startServerProcess } from '../outbound/server-process.ts'
import { holdUp } from '../support/hold-up.ts'
import { until } from '../support/until.ts'

const program = new URL('../../dist/src/http/admission.js', import.meta.url).href

/** A server whose every request keeps its event loop busy for some milliseconds, in a process of its own. */
async function startBusyServer(busyMs: number): Promise<number> {
  const { port } = await startServerProcess(`
    import(${JSON.stringify(program)}).then(({ createAdmission }) => {
      const { createServer } = require('node:http')
      const server = createServer()
      const answer = (request, response) => {
        const until = performance.now() + (request.url === '/healthz' ? 0 : ${busyMs})
        while (performance.now() < until);
        response.end('done')
      }
      const shed = (request, response) => response.writeHead(503).end()
      const admission = createAdmission(server, { storeWaitMs: () => 0, isStoreStuck: () => false, admit: answer, shed })
      server.on('request', admission.take)
      server.listen({ port: 0, host: '127.0.0.1', backlog: 2048 }, () => process.send(server.address().port))
    })`)
  return port
}

/** Keeps asking on a connection of its own until told to stop; counts the answers. */
function startCaller(port: number, count: () => void): () => void {
  const socket = connect(port, '127.0.0.1')
  const ask = (): boolean => socket.write('GET / HTTP/1.1\r\nhost: test\r\n\r\n')
  socket.on('connect', ask)
  socket.on('error', () => {})
  socket.on('data', () => {
    count()
    ask()
  })
  return () => socket.destroy()
}

function askHealth(port: number): Promise<number> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve(performance.now() - began))
    })
    request.on('error', reject)
  })
}

/** A fraction of a second on an idle machine; without admission more than thirty seconds there. */
const servedMsMax = 8_000

test('a new connection is served while many callers ask for more than can be done', async () => {
  const port = await startBusyServer(3)
  let answers = 0
  const stops = Array.from({ length: 400 }, () => startCaller(port, () => (answers += 1)))
  onTestFinished(() => stops.forEach((stop) => void stop()))
  await vi.waitFor(() => expect(answers).toBeGreaterThan(100), 20_000)
  for (let n = 0; n < 5; n++) expect(await askHealth(port)).toBeLessThan(servedMsMax)
  await vi.waitFor(() => expect(answers).toBeGreaterThan(400), 20_000)
})

interface Waiting {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

async function startGate(options: Partial<AdmissionOptions>) {
  const server = createServer()
  const admitted: Waiting[] = []
  const admission = createAdmission(server, {
    storeWaitMs: () => 0,
    isStoreStuck: () => false,
    admit: (request, response) => {
      admitted.push({ request, response })
      response.end('admitted')
    },
    shed: (_request, response, reason: ShedReason) => response.writeHead(503).end(reason),
    ...options,
  })
  server.on('request', admission.take)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    admitted,
    admission,
    ask: async (path = '/') => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`)
      return [response.status, await response.text()]
    },
  }
}

test('while the database is behind nobody is let in but health, and who waits too long is refused', async () => {
  let storeWaitMs = 5_000
  const impatient = await startGate({ storeWaitMs: () => storeWaitMs, limits: { waitMsMax: 200, burstMs: 0 } })
  expect(await impatient.ask()).toEqual([503, 'waited'])
  const { ask, admitted, admission } = await startGate({ storeWaitMs: () => storeWaitMs })
  const checks = ['/healthz', '/readyz?from=balancer']
  for (const path of checks) expect([path, ...(await ask(path))]).toEqual([path, 200, 'admitted'])
  expect(admitted.map(({ request }) => request.url)).toEqual(checks)
  const later = ask()
  await until(async () => expect(admission.waiting()).toBe(1))
  storeWaitMs = 0
  expect(await later).toEqual([200, 'admitted'])
  expect(admission.waiting()).toBe(0)
})

test('in a burst requests wait for longer than when they have been waiting without a pause', async () => {
  const limits = { waitMsMax: 100, burstWaitMsMax: 1_000, burstMs: 400 }
  const { ask, admission } = await startGate({ storeWaitMs: () => 5_000, limits })
  const began = performance.now()
  const first = ask()
  await until(async () => expect(admission.waiting()).toBe(1))
  expect(await first).toEqual([503, 'waited'])
  expect(performance.now() - began).toBeGreaterThan(400)
})

test('a burst is not refused for its length, but sooner once the database does not answer', async () => {
  let isStuck = false
  const limits = { burstWaitMsMax: 60_000, outageWaitMsMax: 200 }
  const behind = { storeWaitMs: () => 5_000, isStoreStuck: () => isStuck }
  const { ask, admission } = await startGate({ ...behind, limits })
  const asked = ask()
  await until(async () => expect(admission.waiting()).toBe(1))
  await wait(400)
  expect(admission.waiting()).toBe(1)
  isStuck = true
  expect(await asked).toEqual([503, 'waited'])
})

test('for as long as the process itself was held up nobody has waited', async () => {
  let storeWaitMs = 5_000
  const limits = { burstWaitMsMax: 3_000 }
  const { ask, admission } = await startGate({ storeWaitMs: () => storeWaitMs, limits })
  const asked = ask()
  await until(async () => expect(admission.waiting()).toBe(1))
  holdUp(5_000)
  storeWaitMs = 0
  expect(await asked).toEqual([200, 'admitted'])
})

test('no more than a limit wait, and those who wait are let in in their order', async () => {
  let storeWaitMs = 5_000
  const { ask, admitted, admission } = await startGate({ storeWaitMs: () => storeWaitMs, limits: { waitingMax: 3 } })
  const waiting: Promise<unknown>[] = []
  for (const path of ['/1', '/2', '/3']) {
    waiting.push(ask(path))
    await until(async () => expect(admission.waiting()).toBe(waiting.length))
  }
  expect(await ask('/4')).toEqual([503, 'full'])
  storeWaitMs = 0
  await Promise.all(waiting)
  expect(admitted.map(({ request }) => request.url)).toEqual(['/1', '/2', '/3'])
})
