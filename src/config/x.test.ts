import { it } from 'vitest'
import { writeSync } from 'node:fs'
const require_write = (...a: unknown[]) => writeSync(2, JSON.stringify(a) + '\n')
import { sampleEnv, tenantText } from '../../test/config/sample.ts'
import { parseConfig } from './file.ts'

it('t', () => {
  const time = (n: string, t: string) => {
    const b = performance.now()
    const r = parseConfig(t, sampleEnv, 'f')
    require_write(
      n,
      Math.round(performance.now() - b),
      r.kind,
      r.kind === 'faults' ? r.faults[0] : r.config.tenants.length,
    )
  }
  time('deep', '['.repeat(100_000))
  time('deep2', '['.repeat(500) + ']'.repeat(500))
  const bomb = [
    'a0: &a0 [1,1,1,1,1,1,1,1,1,1]',
    ...Array.from(
      { length: 9 },
      (_, n) => `a${n + 1}: &a${n + 1} [${Array.from({ length: 10 }, () => `*a${n}`).join(', ')}]`,
    ),
  ].join('\n')
  time('bomb', bomb)
  const one = (i: number) =>
    tenantText({
      id: `org-${i}:env-x`,
      issuers: `[{ type: privy, app_id: beta-${i} }]`,
      allowed_origins: '[https://a.example]',
    }).replace('tenants:\n', '')
  time('10k', 'tenants:\n' + Array.from({ length: 10000 }, (_, i) => one(i)).join(''))
  time('10k bad', 'tenants:\n' + Array.from({ length: 10000 }, (_, i) => one(i).replace('issuers', 'isuers')).join(''))
  time('keys', Array.from({ length: 20000 }, (_, i) => `k${i}: 1`).join('\n'))
  time('10k+1', 'tenants:\n' + Array.from({ length: 10001 }, (_, i) => one(i)).join(''))
}, 60000)
