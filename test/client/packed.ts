import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** A program's run; rejects with what it printed when it fails. */
export const run = promisify(execFile)

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** A folder in which the client is installed as its users get it. */
export interface PackedClient {
  /** Where an app would lie. */
  readonly folder: string
  readonly tarball: string
  /** What the package holds, from its own folder. */
  readonly files: readonly string[]
  readonly close: () => Promise<void>
}

/** Packs the compiled client and installs the package. Needs a build. */
export async function packClient(): Promise<PackedClient> {
  const folder = await mkdtemp(join(tmpdir(), 'rampway-client-'))
  const source = join(root, 'packages', 'client')
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: source })
  const [{ filename, files }] = JSON.parse(stdout)
  const installed = join(folder, 'node_modules', '@rampway', 'client')
  await mkdir(installed, { recursive: true })
  const tarball = join(folder, filename)
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed])
  return {
    folder,
    tarball,
    files: files.map(({ path }: { readonly path: string }) => path),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Everything that the client exports, as one minified script that leaves it in the global `rampway`. */
export async function bundleClient({ folder }: PackedClient): Promise<string> {
  await writeFile(join(folder, 'entry.js'), "export * from '@rampway/client'\n")
  const lib = { entry: 'entry.js', formats: ['iife'], name: 'rampway', fileName: 'rampway' }
  const config = { build: { lib, outDir: 'bundled' }, logLevel: 'warn' }
  await writeFile(join(folder, 'vite.config.mjs'), `export default ${JSON.stringify(config)}\n`)
  await run(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], { cwd: folder })
  return readFile(join(folder, 'bundled', 'rampway.iife.js'), 'utf8')
}
