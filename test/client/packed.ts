import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type PackedPackage, packPackage, root, run } from '../support/packed.ts'

/** The client, as `packPackage` gives it. */
export const packClient = () => packPackage('client')

/** Everything that the client exports, as one minified script that leaves it in the global `rampway`. */
export async function bundleClient({ folder }: PackedPackage): Promise<string> {
  await writeFile(join(folder, 'entry.js'), "export * from '@rampway/client'\n")
  const lib = { entry: 'entry.js', formats: ['iife'], name: 'rampway', fileName: 'rampway' }
  const config = { build: { lib, outDir: 'bundled' }, logLevel: 'warn' }
  await writeFile(join(folder, 'vite.config.mjs'), `export default ${JSON.stringify(config)}\n`)
  await run(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], { cwd: folder })
  return readFile(join(folder, 'bundled', 'rampway.iife.js'), 'utf8')
}
