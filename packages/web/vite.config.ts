import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/**
 * Each application is a folder with an `index.html`, built into a folder of `dist/`. The mode names it: `vite build --mode
 * console`. Playground and portal are free of where they are mounted; the console, whose pages have addresses at any depth, is not.
 */
export default defineConfig(({ mode: application }) => ({
  root: fileURLToPath(new URL(application, import.meta.url)),
  base: application === 'console' ? '/console/' : './',
  resolve: { conditions: ['@rampway/source', 'module', 'browser', 'development|production'] },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: fileURLToPath(new URL(`dist/${application}`, import.meta.url)),
    emptyOutDir: true,
    // The first with light-dark() in style sheets.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy of the pages refuses whatever is inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A test holds what the pages may weigh.
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      onLog: (level, log, handle) => {
        // "use client" is for servers that render; this is a browser's bundle.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log)
      },
    },
  },
}))
