import { defineConfig } from 'vitest/config'

/** Packages of this repository are tested as their TypeScript stands, not as it was built last. */
const conditions = ['@rampway/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'packages/*/{src,test}/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/reply-tap.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    // A test fails by what it waits for, which says what is missing; these end what waits for ever.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    // As long as `until` in test/support waits: a machine may be busy with everything else.
    expect: { poll: { timeout: 30_000 } },
  },
})
