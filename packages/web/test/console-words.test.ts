import { describe, expect, it } from 'vitest'
import type { Switch } from '../console/api/state-shapes.ts'
import { percentOfRatio } from '../console/home/provider-table.tsx'
import { tradeInWords } from '../console/parts/trade.ts'
import { stateOf } from '../console/switches/switch-grid.tsx'
import { disableCommand, scopeInWords, wholeScope } from '../console/switches/switch-words.ts'
import { shellWord } from '../parts/shell-word.ts'
import { durationInWords, relativeTime, stretchOf, utcTime } from '../parts/time.ts'

const hourMs = 3_600_000

describe('a time', () => {
  it('is told in its greatest unit, ago or ahead', () => {
    expect(relativeTime(0, 3_000)).toBe('just now')
    expect(relativeTime(0, 42_000)).toBe('42 s ago')
    expect(relativeTime(3 * hourMs, 0)).toBe('in 3 h')
    expect(stretchOf(47 * hourMs)).toBe('47 h')
    expect(stretchOf(49 * hourMs)).toBe('2 d')
    expect(durationInWords(184)).toBe('184 ms')
    expect(durationInWords(2_400)).toBe('2.4 s')
  })

  it('has its UTC form', () => {
    expect(utcTime(1_764_187_200_000)).toBe('2025-11-26 20:00:00 UTC')
  })
})

describe('an amount', () => {
  it('stays the text that it is', () => {
    const trade = { direction: 'buy', source_amount: '12345678901234567890.10', from_asset: 'USD' } as const
    expect(tradeInWords({ ...trade, to_asset: 'USDC', chain_id: 8453 })).toBe(
      '12,345,678,901,234,567,890.10 USD to USDC on Base',
    )
  })

  it.for([
    ['0.9961', '99.61 %'],
    ['1', '100 %'],
    ['1.0204', '102.04 %'],
    ['0.005', '0.5 %'],
    ['0', '0 %'],
  ] as const)('the ratio %s is %s, by moving its point', ([ratio, words]) => {
    expect(percentOfRatio(ratio)).toBe(words)
  })
})

describe('a command', () => {
  it('quotes what a shell would take apart', () => {
    expect(shellWord('ses_1:a.b')).toBe('ses_1:a.b')
    expect(shellWord("it's $HOME")).toBe("'it'\\''s $HOME'")
    expect(shellWord('')).toBe("''")
  })

  it('turns off what the form names', () => {
    const scope = { ...wholeScope, provider: 'BANXA', country: 'DE', method: 'SEPA' }
    expect(disableCommand(scope, 'off', '2h')).toBe(
      'rampway provider disable BANXA --country DE --method SEPA --for 2h',
    )
    expect(disableCommand(wholeScope, 'drain', '')).toBe('rampway switch create --everything --drain')
    expect(disableCommand({ ...wholeScope, country: 'DE' }, 'off', '')).toBe('rampway switch create --country DE')
  })
})

describe('a switch', () => {
  const base: Switch = {
    id: 'swi_1',
    tenant: null,
    provider: 'BANXA',
    country: null,
    method: null,
    direction: null,
    asset: null,
    chain_id: null,
    state: 'off',
    reason: 'x',
    created_at: 0,
    created_by: 'x',
    ends_at: null,
    ended_at: null,
    ended_by: null,
  }

  it('is told by what it names', () => {
    expect(scopeInWords({ ...wholeScope, provider: 'BANXA', country: 'DE', direction: 'sell', chain: '10' })).toBe(
      'BANXA for sells on Optimism in Germany',
    )
    expect(scopeInWords(wholeScope)).toBe('Every provider')
  })

  it('shows in the grid wherever it is in force, by the worst that is so', () => {
    expect(stateOf([], 'BANXA', 'DE')).toBe('on')
    expect(stateOf([base], 'TRANSAK', 'DE')).toBe('on')
    expect(stateOf([base], 'BANXA', 'DE')).toBe('off')
    expect(stateOf([{ ...base, state: 'drain' }], 'BANXA', 'DE')).toBe('drain')
    expect(stateOf([{ ...base, tenant: 'a:b' }], 'BANXA', 'DE')).toBe('part')
    expect(stateOf([{ ...base, provider: null, country: 'DE' }], 'BANXA', 'DE')).toBe('off')
    expect(
      stateOf(
        [
          { ...base, method: 'SEPA' },
          { ...base, country: 'FR' },
        ],
        'BANXA',
        'DE',
      ),
    ).toBe('part')
  })
})
