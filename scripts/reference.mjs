// Takes the browser bundle of the reference page out of the package that brings it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** One more point costs ten times the time, for 8 % of the size. */
const brotliQuality = 9

/**
 * Writes Scalar's bundle to `dist/reference/` under the root, with compressed forms beside it. Its Fastify plugin holds the bundle as a
 * text and needs some twenty packages to hand it over, which are left out of this installation (`overrides` in package.json); so
 * the text is read from the plugin's source.
 */
export function copyReferenceBundle(root) {
  const plugin = join(root, 'node_modules', '@scalar', 'fastify-api-reference', 'dist', 'index.js')
  const [, literal] = /^var standalone_default = (".*");$/m.exec(readFileSync(plugin, 'utf8')) ?? []
  if (literal === undefined) throw new Error(`${plugin} holds its bundle in another form; see scripts/reference.mjs`)
  const bundle = String(runInNewContext(literal)).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
  const folder = join(root, 'dist', 'reference')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'scalar.js'), bundle)
  writeFileSync(
    join(folder, 'scalar.js.br'),
    brotliCompressSync(bundle, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  )
  writeFileSync(join(folder, 'scalar.js.gz'), gzipSync(bundle))
}
