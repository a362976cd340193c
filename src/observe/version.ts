import { readFileSync } from 'node:fs'

/** The version of this program, such as `1.4.0`. */
export const programVersion: string = readVersion()

/** The package's own file lies beside `src/`, and the build puts a copy beside the compiled one. */
function readVersion(): string {
  const facts: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const version = typeof facts === 'object' && facts !== null && 'version' in facts ? facts.version : undefined
  if (typeof version !== 'string') throw new Error('package.json names no version')
  return version
}
