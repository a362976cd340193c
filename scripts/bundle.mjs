// Bundles the compiled command, in its place: half of the time that it took to start went into finding and linking a
// thousand small files. What the bundle leaves in `dist/` is for the benchmark, which measures the inside of the gateway.
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const commands = fileURLToPath(new URL('../dist/src/cli/', import.meta.url))
const bundleFolder = 'bundle'

/** Our own files, those of the workspace packages too, and typebox, which has 373; other packages stay as they are. */
const bundled = /^(?:[./]|@rampway\/|typebox(?:\/|$)|@oxc-project\/)/

/** Files are found beside the module that asks for them, so each keeps the address that it has when not bundled. */
const keepAddress = {
  name: 'keep-address',
  transform: {
    filter: { code: 'import.meta.url' },
    handler: (code, path) => {
      const address = JSON.stringify(relative(join(commands, bundleFolder), path))
      return code.replaceAll('import.meta.url', `new URL(${address}, import.meta.url).href`)
    },
  },
}

const bundle = await rolldown({
  input: join(commands, 'main.js'),
  platform: 'node',
  transform: { target: 'esnext' },
  external: (id) => !bundled.test(id),
  plugins: [keepAddress],
})
await bundle.write({ dir: commands, entryFileNames: '[name].js', chunkFileNames: `${bundleFolder}/[name].js` })
await bundle.close()
