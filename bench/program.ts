import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** A server in a process of its own. */
export interface Program {
  readonly name: string
  readonly pid: number
  readonly port: number
  readonly url: string
  /** Asks it to stop and waits until it has. */
  readonly close: () => Promise<void>
  /** Ends it at once, as a crash would. */
  readonly kill: () => Promise<void>
}

/** How to start one. `PORT`, `HOST` and an `OPERATOR_PORT` are added to its environment. */
export interface ProgramOptions {
  readonly name: string
  readonly script: string
  /** What runs the script; the Node that runs this, without it. */
  readonly node?: string
  readonly args?: readonly string[]
  /** Options of Node itself, such as `--cpu-prof`. */
  readonly nodeArgs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Answers 200 once it can serve. */
  readonly healthPath?: string
}

const startSecondsMax = 60
const stopSecondsMax = 20

/** Starts a server and waits until it answers. Rejects with what it printed when it does not. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(
    options.node ?? process.execPath,
    [...(options.nodeArgs ?? []), options.script, ...(options.args ?? [])],
    {
      env: {
        PATH: process.env.PATH ?? '',
        NODE_ENV: 'production',
        // Any free one: several run at a time.
        OPERATOR_PORT: '0',
        ...options.env,
        HOST: '127.0.0.1',
        PORT: String(port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    },
  )
  const ended = once(child, 'exit')
  const output = keepEnd(child)
  const alive = (): boolean => child.exitCode === null && child.signalCode === null
  const giveUpAt = performance.now() + startSecondsMax * 1000
  while (!(await isHealthy(`${url}${options.healthPath ?? '/healthz'}`))) {
    if (!alive() || performance.now() > giveUpAt) {
      child.kill('SIGKILL')
      throw new Error(`${options.name} did not become healthy:\n${output()}`)
    }
    await wait(25)
  }
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (!alive()) return
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), stopSecondsMax * 1000)
    await ended
    clearTimeout(timer)
  }
  return {
    name: options.name,
    pid: child.pid ?? 0,
    port,
    url,
    close: () => stop('SIGTERM'),
    kill: () => stop('SIGKILL'),
  }
}

/**
 * Below what operating systems hand out by themselves: no outgoing connection comes by such a port while it is still to be bound.
 */
const [firstPort, ports] = [20_000, 4_000]

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * ports)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

async function isHealthy(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.status === 200,
    () => false,
  )
}

/** Of the output that is kept. */
const chunksMax = 20

/** Reads what a process prints, as a collector of logs would, and keeps the end of it. */
function keepEnd(child: ChildProcess): () => string {
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (chunks.length > chunksMax) chunks.shift()
    })
  }
  return () => Buffer.concat(chunks).toString()
}
