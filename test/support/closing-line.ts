import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with `N passed, N failed`. A test that was skipped, and a file that could not be loaded, has failed. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0
    let failed = unhandledErrors.length
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1
      for (const test of module.children.allTests()) {
        if (test.result().state === 'passed') passed += 1
        else failed += 1
      }
    }
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
    if (failed > 0) process.exitCode = 1
  }
}
