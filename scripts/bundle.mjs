// Bundles the compiled command, in its place: half of the time that it took to start went into finding and linking a
// thousand small files. The files that it is made of stay, for a thread that the gateway starts and for the benchmark.
import { isAbsolute, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const commands = fileURLToPath(new URL('../dist/src/cli/', import.meta.url))
const bundleFolder = 'bundle'

/**
 * Our own files, those of the workspace packages too, and typebox, which has 373; other packages stay as they are. The
 * last is what the bundler adds itself, and nobody installs.
 */
const bundled = /^(?:\.|@rampway\/|typebox(?:\/|$)|@oxc-project\/)/

/** Files are found beside the module that asks for them, so each keeps the address that it has when not bundled. */
const keepAddress = {
  name: 'keep-address',
  transform: {
    filter: { code: 'import.meta.url' },
    handler: (code, path) => {
      const address = relative(join(commands, bundleFolder), path).replaceAll(sep, '/')
      return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(address)}, import.meta.url).href`)
    },
  },
}

const bundle = await rolldown({
  input: join(commands, 'main.js'),
  platform: 'node',
  transform: { target: 'esnext' },
  external: (id) => !isAbsolute(id) && !bundled.test(id),
  plugins: [keepAddress],
})
await bundle.write({ dir: commands, entryFileNames: '[name].js', chunkFileNames: `${bundleFolder}/[name].js` })
await bundle.close()
