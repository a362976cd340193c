import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The whole package in one file, for pages without a bundler; it replaces what tsc has made of the entry. */
export default defineConfig({
  resolve: { conditions: ['@rampway/source'] },
  build: {
    target: 'es2022',
    outDir: fileURLToPath(new URL('dist', import.meta.url)),
    emptyOutDir: false,
    sourcemap: 'hidden',
    lib: { entry: fileURLToPath(new URL('src/embed.ts', import.meta.url)), formats: ['es'], fileName: 'embed' },
    rolldownOptions: {
      // Vite itself leaves the spaces in a library.
      output: { minify: true, comments: false },
      optimization: { inlineConst: { mode: 'all', pass: 2 } },
    },
  },
})
