import { rm } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { test as base, expect } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { fetchJson, postJson, sessionBody } from '../support/gateway.ts'
import { makeFolder, type Program, startProgram, untilHealthy } from '../support/program.ts'
import { visit } from '../support/visit.ts'

const demo = 'org-demo:env-sandbox'

/** Starts `rampway` in a folder of the test's own, where it is ended before the folder is removed. */
const test = base.extend('run', async ({ task: _task }, { onCleanup }) => {
  const folder = await makeFolder('rampway-lan-')
  const started: Program[] = []
  onCleanup(async () => {
    for (const program of started) program.child.kill('SIGTERM')
    await Promise.all(started.map(({ ended }) => ended))
    await rm(folder, { recursive: true, force: true })
  })
  return (args: readonly string[], env: Readonly<Record<string, string>>): Program => {
    const program = startProgram(args, env, folder)
    started.push(program)
    return program
  }
})

/** Each address of this machine that a phone could reach, whatever its range; some machines have none. */
const ownAddresses = Object.values(networkInterfaces())
  .flat()
  .flatMap((known) => (known?.family === 'IPv4' && !known.internal ? [known.address] : []))

test('a phone in the network gets the playground, tokens, and a link that leads it through the checkout', async ({
  run,
}) => {
  const [ownAddress] = ownAddresses.filter((address) => ipaddr.parse(address).range() !== 'unicast')
  // A machine in no such network, as some that tests run on, lets nobody in.
  if (ownAddress === undefined) {
    const started = run(['dev', '--lan'], { PORT: String(await freePort()) })
    expect(await started.ended).toBe(1)
    expect(started.output()).toContain('--lan: This machine has no private IPv4 address')
    return
  }
  const port = await freePort()
  const url = `http://${ownAddress}:${port}`
  const started = run(['dev', `--lan=${ownAddress}`], { PORT: String(port) })
  await untilHealthy(started, url)
  await expect.poll(started.output).toContain('Ctrl-C stops everything')
  expect(started.output()).toContain(`On your phone, in the same network, open ${url}/`)
  expect(started.output()).toMatch(/█.*▀.*█/)
  expect(started.output()).toContain('Whoever is in this network can do the same, and more')

  const page = await fetch(`${url}/`)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain(`http://${ownAddress}:${port + 2}`)

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

test('what cannot be meant is refused before anything starts, with what to do', async ({ run }) => {
  const refusal = async (args: readonly string[], env: Record<string, string>) => {
    const started = run(['dev', ...args], { PORT: String(await freePort()), ...env })
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
