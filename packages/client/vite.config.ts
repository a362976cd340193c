import { fileURLToPath } from 'node:url'

/** The whole package in one file, beside what tsc makes of it, for pages without a bundler. */
export default {
  resolve: { conditions: ['@rampway/source'] },
  build: {
    target: 'es2022',
    outDir: fileURLToPath(new URL('dist/browser', import.meta.url)),
    sourcemap: true,
    lib: { entry: fileURLToPath(new URL('src/client.ts', import.meta.url)), formats: ['es'], fileName: 'client' },
    rolldownOptions: { output: { minify: true } },
  },
}
