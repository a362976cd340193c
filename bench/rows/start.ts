import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Measure } from '../measuring.ts'
import { freePort } from '../program.ts'
import { sessionBody } from '../requests.ts'
import { compiled } from '../rig.ts'
import { rowOf } from '../row.ts'

const rounds = 5

const pollMs = 10
const startSecondsMax = 60
const stopSecondsMax = 30

const tenant = 'org-demo:env-sandbox'

/**
 * The benchmark: from `npm start` to the first 201, as a partner sees it in this very checkout, which is installed and
 * built. The first time there is no data directory yet, the second time there is.
 */
export const measureStart: Measure = async (rig) => {
  const first: number[] = []
  const second: number[] = []
  let dataDir = ''
  for (let round = 0; round < rounds; round++) {
    dataDir = join(rig.folder, `start-${round}`)
    await mkdir(dataDir, { mode: 0o755 })
    first.push(await secondsToFirstSession(dataDir))
  }
  for (let round = 0; round < rounds; round++) second.push(await secondsToFirstSession(dataDir))
  return [
    rowOf({ name: 'second npm start to the first 201', unit: 's', goal: 2, better: 'lower' }, second),
    rowOf({ name: 'first npm start to the first 201', unit: 's', goal: 5, better: 'lower' }, first),
  ]
}

async function secondsToFirstSession(dataDir: string): Promise<number> {
  const port = await freePort()
  const began = performance.now()
  const npm = spawn('npm', ['start'], {
    cwd: compiled('../..'),
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      HOST: '127.0.0.1',
      PORT: String(port),
      RAMPWAY_DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  npm.stderr.on('data', (chunk) => {
    said += String(chunk)
  })
  const ended = once(npm, 'exit')
  try {
    const giveUpAt = began + startSecondsMax * 1000
    while (!(await tryOpenSession(`http://127.0.0.1:${port}`))) {
      if (npm.exitCode !== null || performance.now() > giveUpAt)
        throw new Error(`npm start opened no session:\n${said}`)
      await wait(pollMs)
    }
    const seconds = (performance.now() - began) / 1000
    if (said.includes('Building') || said.includes('Installing')) throw new Error(`npm start had to prepare:\n${said}`)
    return seconds
  } finally {
    npm.kill('SIGINT')
    const timer = setTimeout(() => npm.kill('SIGKILL'), stopSecondsMax * 1000)
    await ended
    clearTimeout(timer)
  }
}

/** What the printed command does: a token of the dev user, then a session. False as long as nobody listens. */
async function tryOpenSession(url: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json' }
  const user = JSON.stringify({ provider: 'privy', sub: 'alice', tenant })
  const answer = await fetch(`${url}/dev/token`, { method: 'POST', headers, body: user }).catch(() => undefined)
  if (answer?.status !== 200) return false
  const { token } = (await answer.json()) as { readonly token: string }
  const opened = await fetch(`${url}/v0/ramp/sessions`, {
    method: 'POST',
    headers: { ...headers, 'x-juno-orgid': tenant, 'x-juno-jwt': token },
    body: JSON.stringify({ ...sessionBody, idempotency_key: randomUUID() }),
  })
  const text = await opened.text()
  if (opened.status !== 201) throw new Error(`the first session was answered ${opened.status}: ${text}`)
  return true
}
