import { startSimulator } from '@rampway/simulator'
import { expect, onTestFinished, test } from 'vitest'
import { createHealthState, readHealth, staleAfterSeconds, writeHealth } from '../../src/http/health-state.ts'
import { startServerProcess } from '../outbound/server-process.ts'
import { freePort } from '../support/free-port.ts'
import { prepareServe } from '../support/program.ts'
import { until } from '../support/until.ts'

async function ask(port: number, path: string) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  return { status: response.status, body: await response.json() }
}

test('a gateway answers health checks on a port of their own, and nothing else, until it ends', async () => {
  const simulator = await startSimulator({ seed: 'health' })
  const bench = await prepareServe(simulator.url)
  onTestFinished(async () => {
    await bench.close()
    await simulator.close()
  })
  const port = await freePort()
  const gateway = await bench.serve({ HEALTH_PORT: String(port) })
  await until(async () => {
    expect(await ask(port, '/healthz')).toEqual({ status: 200, body: { status: 'ok' } })
  })
  expect(await ask(port, '/readyz?probe=1')).toEqual({ status: 200, body: { status: 'ready' } })
  expect(await ask(port, '/v0/assets')).toMatchObject({ status: 404, body: { error_code: 'GEN-404-001' } })
  gateway.child.kill('SIGTERM')
  expect(await gateway.ended).toBe(0)
  await expect(ask(port, '/healthz')).rejects.toThrow()
})

const program = new URL('../../dist/src/http/health-listener.js', import.meta.url).href

test('a health check is answered while the gateway is busy', async () => {
  const { server, port } = await startServerProcess(`
    import(${JSON.stringify(program)}).then(async ({ startHealthListener }) => {
      const check = async () => ({ serves: true, isReady: false })
      const listener = await startHealthListener({ host: '127.0.0.1', port: 0, publicUrl: 'http://gateway.test', check })
      process.on('message', () => {
        process.send('busy')
        for (;;);
      })
      process.send(listener.port)
    })`)
  const busy = new Promise((resolve) => server.once('message', resolve))
  server.send('be busy')
  await busy
  expect(await ask(port, '/healthz')).toEqual({ status: 200, body: { status: 'ok' } })
  expect(await ask(port, '/readyz')).toMatchObject({ status: 503, body: { error_code: 'SYS-503-001-R' } })
})

test('a gateway that has not moved for a while is stale, whatever it said last', () => {
  const state = createHealthState()
  const now = Date.parse('2026-11-26T12:00:00Z')
  expect(readHealth(state, now)).toEqual({ serves: false, isReady: false, isStale: true })
  writeHealth(state, { serves: true, isReady: true }, now)
  expect(readHealth(state, now + staleAfterSeconds * 1000)).toEqual({ serves: true, isReady: true, isStale: false })
  expect(readHealth(state, now + staleAfterSeconds * 1000 + 1).isStale).toBe(true)
})
