// The simulated Meld, answering as fast as it can, in a process that the started one forks and shares its port with.
import { fork } from 'node:child_process'
import { createServer, Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startSimulator } from '@rampway/simulator'

/**
 * How often the port is listened on. From each listening socket Node's event loop accepts one connection for every 1,024
 * events; among thousands of calls a connection would wait for seconds at a single one (`NOTES.md`), which no upstream
 * asks of its callers. Each needs a descriptor of its own, and on Node 20 those come from another process only.
 */
const listeners = 64
/** Connections that wait to be accepted. */
const backlog = 8_192

const host = process.env.HOST ?? '127.0.0.1'
const port = Number(process.env.PORT)

if (process.send === undefined) share()
else await serve()

function share(): void {
  const serving = fork(fileURLToPath(import.meta.url))
  serving.on('exit', (code) => process.exit(code ?? 1))
  process.on('SIGTERM', () => serving.kill())
  const shared = createServer((connection) => connection.destroy())
  shared.on('listening', () => {
    for (let sent = 1; sent < listeners; sent += 1) serving.send('listen', shared)
    serving.send('listen', shared, () => shared.close())
  })
  // Not before: a socket that nobody has taken over yet would accept connections for nobody.
  serving.once('message', () => shared.listen({ host, port, backlog }))
}

async function serve(): Promise<void> {
  const simulator = await startSimulator({ instant: true, publicUrl: `http://${host}:${port}` })
  process.on('message', (_message, shared) => {
    if (shared instanceof Server) shared.on('connection', simulator.accept)
  })
  process.send?.('ready')
  process.on('disconnect', () => process.exit())
  process.on('SIGTERM', () => {
    void simulator.close().then(() => process.exit(0))
  })
}
