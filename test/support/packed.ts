import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** A program's run; rejects with what it printed when it fails. */
export const run = promisify(execFile)

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** A folder in which a package is installed as its users get it. */
export interface PackedPackage {
  /** Where an app would lie. */
  readonly folder: string
  readonly tarball: string
  /** What the package holds, from its own folder. */
  readonly files: readonly string[]
  readonly close: () => Promise<void>
}

/** Packs a compiled package, by its name without the scope, and installs it. Needs a build. */
export async function packPackage(name: string): Promise<PackedPackage> {
  const folder = await mkdtemp(join(tmpdir(), `rampway-${name}-`))
  const source = join(root, 'packages', name)
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: source })
  const [{ filename, files }] = JSON.parse(stdout)
  const installed = join(folder, 'node_modules', '@rampway', name)
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

/** Refuses a package whose users would not be led to its code and types. */
export async function lintPackage({ tarball }: PackedPackage): Promise<void> {
  const tool = (...path: string[]) => join(root, 'node_modules', ...path)
  await run(process.execPath, [tool('publint', 'src', 'cli.js'), 'run', '--strict', tarball])
  const attw = tool('@arethetypeswrong', 'cli', 'dist', 'index.js')
  await run(process.execPath, [attw, tarball, '--profile', 'esm-only'])
}
