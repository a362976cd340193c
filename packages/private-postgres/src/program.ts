import { spawn } from 'node:child_process'

import { type Account, isRoot } from './server-account.ts'

/** Most output of a program that is kept, in characters; more is dropped from the front. */
const outputCharactersMax = 64 * 1024

/** What programs of ours see of the environment: none of the gateway's secrets, and messages in English. */
export const programEnvironment: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  TZ: 'UTC',
  PATH: '/usr/local/bin:/usr/bin:/bin',
}

/** The spawn options that make a program run as `account`; empty when we cannot change user and need not. */
export function asAccount(account: Account): { readonly uid?: number; readonly gid?: number } {
  return isRoot() ? { uid: account.uid, gid: account.gid } : {}
}

/** How a program ended: exit code (undefined: it did not run, or was killed) and what it printed, both streams together. */
export interface ProgramEnd {
  readonly code: number | undefined
  readonly output: string
}

/** Runs a program to its end as `account`, killing it after `timeoutMs`. Never raises: a failed start is an end too. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly account: Account; readonly folder: string; readonly timeoutMs: number; readonly input?: string },
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...asAccount(options.account),
      cwd: options.folder,
      env: programEnvironment,
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-outputCharactersMax)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    // The program may end before it has read everything; its exit code tells.
    child.stdin.on('error', () => {})
    child.on('error', (error) => resolve({ code: undefined, output: `${output}\n${error.message}` }))
    child.on('close', (code) => resolve({ code: code ?? undefined, output }))
    child.stdin.end(options.input ?? '')
  })
}
