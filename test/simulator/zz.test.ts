import { test } from 'vitest'
test('w', async () => { await import('./zz-winners.ts') })
