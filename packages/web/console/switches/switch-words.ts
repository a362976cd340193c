import { shellWord } from '../../parts/shell-word.ts'
import { codeInWords } from '../../parts/words.ts'
import type { Switch } from '../api/state-shapes.ts'
import { nameOfChain, nameOfCountry } from '../parts/names.ts'

/** What a switch may name; empty is any. */
export interface SwitchScope {
  readonly provider: string
  readonly country: string
  readonly method: string
  readonly direction: string
  readonly asset: string
  readonly chain: string
  readonly tenant: string
}

/** The scope of all that there is. */
export const wholeScope: SwitchScope = {
  provider: '',
  country: '',
  method: '',
  direction: '',
  asset: '',
  chain: '',
  tenant: '',
}

/** What a switch names, as a form has it. */
export function scopeOf({ provider, country, method, direction, asset, chain_id, tenant }: Switch): SwitchScope {
  return {
    provider: provider ?? '',
    country: country ?? '',
    method: method ?? '',
    direction: direction ?? '',
    asset: asset ?? '',
    chain: chain_id === null ? '' : String(chain_id),
    tenant: tenant ?? '',
  }
}

/** What is named, for people: `BANXA in Germany by Sepa, for org:env`. */
export function scopeInWords(scope: SwitchScope): string {
  const { provider, country, method, direction, asset, chain, tenant } = scope
  const subject = provider === '' ? 'Every provider' : provider
  const parts = [
    direction === '' ? '' : `for ${direction}s`,
    asset === '' ? '' : `of ${asset}`,
    chain === '' ? '' : `on ${nameOfChain(Number(chain))}`,
    method === '' ? '' : `by ${codeInWords(method).toLowerCase()}`,
    country === '' ? '' : `in ${nameOfCountry(country)}`,
    tenant === '' ? '' : `for ${tenant}`,
  ].filter((part) => part !== '')
  return [subject, ...parts].join(' ')
}

/** The command that turns off what is named. */
export function disableCommand(scope: SwitchScope, state: 'off' | 'drain', lasting: string): string {
  const { provider, country, method, direction, asset, chain, tenant } = scope
  const options = [
    ['--country', country],
    ['--method', method],
    ['--direction', direction],
    ['--asset', asset],
    ['--chain', chain],
    ['--tenant', tenant],
  ].flatMap(([name = '', value = '']) => (value === '' ? [] : [`${name} ${shellWord(value)}`]))
  const all = provider === '' && options.length === 0 ? ['--everything'] : []
  return [
    provider === '' ? 'rampway switch create' : `rampway provider disable ${shellWord(provider)}`,
    ...options,
    ...all,
    ...(state === 'drain' ? ['--drain'] : []),
    ...(lasting === '' ? [] : [`--for ${lasting}`]),
  ].join(' ')
}
