import { rm } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { test as base, expect } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { fetchJson, postJson, sessionBody } from '../support/gateway.ts'
import { makeFolder, startProgram, untilHealthy } from '../support/program.ts'
import { visit } from '../support/visit.ts'

const demo = 'org-demo:env-sandbox'

const test = base.extend('folder', async ({ task: _task }, { onCleanup }) => {
  const folder = await makeFolder('rampway-lan-')
  onCleanup(() => rm(folder, { recursive: true, force: true }))
  return folder
})

/** An address of this machine that is not loopback; test machines rarely have a private one. */
const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find((known) => known?.family === 'IPv4' && !known.internal)?.address

test('a phone in the network gets the playground, tokens, and a link that leads it through the checkout', async ({
  folder,
  onTestFinished,
}) => {
  // Without any network there is nobody to let in; what is said then is tested below.
  if (ownAddress === undefined) throw new Error('This machine has no network interface beside loopback.')
  const port = await freePort()
  const url = `http://${ownAddress}:${port}`
  const started = startProgram(['dev', `--lan=${ownAddress}`], { PORT: String(port) }, folder)
  onTestFinished(async () => {
    started.child.kill('SIGTERM')
    await started.ended
  })
  await untilHealthy(started, url)
  await expect.poll(started.output).toContain('Ctrl-C stops everything')
  expect(started.output()).toContain(`On your phone, in the same network, open ${url}/`)
  expect(started.output()).toMatch(/█.*▀.*█/)
  expect(started.output()).toContain('Whoever is in this network can do the same, and more')

  const page = await fetch(`${url}/`)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain(`http://${ownAddress}:${port + 1}`)

  const tokenFor = (origin: string) =>
    fetchJson(`${url}/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ sub: 'alice', tenant: demo }),
    })
  const minted = await tokenFor(url)
  expect([minted.status, minted.headers.get('access-control-allow-origin')]).toEqual([200, url])
  expect((await tokenFor(`http://${ownAddress}:1`)).status).toBe(404)

  const headers = { 'x-juno-orgid': demo, 'x-juno-jwt': minted.body.token, origin: url }
  const init = postJson(sessionBody())
  const opened = await fetchJson(`${url}/v0/ramp/sessions`, { ...init, headers: { ...init.headers, ...headers } })
  expect(opened.status, opened.text).toBe(201)
  const link: string = opened.body.session.widget_url
  expect(link.startsWith(`${url}/w/`)).toBe(true)
  // Over http and to another machine, browsers say nothing of what a request is for.
  const followed = await visit(link, { cookie: 'rampway_check=1' })
  const checkout = followed.location ?? ''
  expect(new URL(checkout).hostname).toBe(ownAddress)
  expect((await fetch(checkout)).status).toBe(200)
})

test('what cannot be meant is refused before anything starts, with what to do', async ({ folder, onTestFinished }) => {
  const refusal = async (args: readonly string[], env: Record<string, string>) => {
    const started = startProgram(['dev', ...args], { PORT: String(await freePort()), ...env }, folder)
    onTestFinished(started.kill)
    expect(await started.ended).toBe(1)
    return started.output()
  }
  expect(await refusal(['--lan=203.0.113.77'], {})).toContain(
    '--lan: 203.0.113.77 is no IPv4 address of this machine in a network.',
  )
  expect(await refusal(['--lan'], { HOST: '203.0.113.77' })).toContain('--lan: 203.0.113.77 is no IPv4 address')
  expect(await refusal(['--lan'], { RAMPWAY_PUBLIC_URL: 'https://ramp.example' })).toContain(
    '--lan sets the public address: leave RAMPWAY_PUBLIC_URL out',
  )
})
