import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/**
 * A server in a process of its own, so that it can be stopped and does not share the test's event loop.
 *
 * @param program - CommonJS that listens and sends its port as its first message
 * @returns the process, killed when the test ends, and the port on 127.0.0.1
 */
export async function startServerProcess(program: string): Promise<{ server: ChildProcess; port: number }> {
  const server = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(server, 'exit')
  onTestFinished(async () => {
    server.kill('SIGKILL')
    await ended
  })
  const [port] = await once(server, 'message')
  return { server, port: Number(port) }
}
