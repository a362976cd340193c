import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The app of the tests, as one script. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { conditions: ['@rampway/source', 'module', 'browser', 'development|production'] },
  oxc: { jsx: { runtime: 'automatic' } },
  // Only the development build of React has a strict mode.
  define: { 'process.env.NODE_ENV': '"development"' },
  build: {
    lib: { entry: fileURLToPath(new URL('main.tsx', import.meta.url)), formats: ['es'], fileName: 'app' },
    minify: false,
  },
})
