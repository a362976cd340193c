import { type KeyboardEvent, useRef, useState } from 'react'
import type { Switch, SwitchPage } from '../api/state-shapes.ts'
import { nameOfCountry } from '../parts/names.ts'
import { type SwitchScope, wholeScope } from './switch-words.ts'

const cellStates = ['on', 'part', 'drain', 'off'] as const

/** How much of a provider in a country is turned off. */
type CellState = (typeof cellStates)[number]

const words: Readonly<Record<CellState, string>> = {
  on: 'on',
  part: 'partly off',
  drain: 'draining',
  off: 'off',
}

const signs: Readonly<Record<CellState, string>> = { on: '', part: '/', drain: '~', off: '×' }

/** Every provider in every country; a cell begins a switch for just that. Arrow keys go from cell to cell. */
export function SwitchGrid({ page, canSwitch, onPlan }: SwitchGridProps) {
  const { switches, providers, countries } = page
  const grid = useRef<HTMLTableElement>(null)
  const [current, setCurrent] = useState({ row: 0, column: 0 })
  const move = (event: KeyboardEvent, row: number, column: number): void => {
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = {
      row: clamp(row + step.row, providers.length),
      column: clamp(column + step.column, countries.length),
    }
    setCurrent(next)
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.column}"]`)?.focus()
  }
  return (
    <>
      <ul className="switch-legend">
        {cellStates.map((state) => (
          <li key={state}>
            <span className={`switch-cell ${state}`} aria-hidden="true">
              {signs[state]}
            </span>
            {words[state]}
          </li>
        ))}
      </ul>
      <div className="switch-grid-place">
        <table ref={grid} className="switch-grid" aria-label="Providers by country">
          <thead>
            <tr>
              <th scope="col">Provider</th>
              {countries.map((country) => (
                <th key={country} scope="col" title={nameOfCountry(country)}>
                  {country}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {providers.map(({ service_provider: provider, name }, row) => (
              <tr key={provider}>
                <th scope="row">{name}</th>
                {countries.map((country, column) => {
                  const state = stateOf(switches, provider, country)
                  const isCurrent = current.row === row && current.column === column
                  return (
                    <td key={country}>
                      <button
                        type="button"
                        className={`switch-cell ${state}`}
                        data-cell={`${row} ${column}`}
                        tabIndex={isCurrent ? 0 : -1}
                        disabled={!canSwitch}
                        aria-label={`${name} in ${nameOfCountry(country)}: ${words[state]}`}
                        title={`${name} in ${nameOfCountry(country)}: ${words[state]}`}
                        onFocus={() => setCurrent({ row, column })}
                        onKeyDown={(event) => move(event, row, column)}
                        onClick={() => onPlan({ ...wholeScope, provider, country })}
                      >
                        {signs[state]}
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

interface SwitchGridProps {
  readonly page: SwitchPage
  readonly canSwitch: boolean
  readonly onPlan: (scope: SwitchScope) => void
}

const steps: Readonly<Record<string, { readonly row: number; readonly column: number }>> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
}

function clamp(place: number, length: number): number {
  return Math.min(Math.max(place, 0), length - 1)
}

/** The worst that the switches in force do to a provider in a country. */
export function stateOf(switches: readonly Switch[], provider: string, country: string): CellState {
  const naming = switches.filter(
    (one) => (one.provider ?? provider) === provider && (one.country ?? country) === country,
  )
  const whole = naming.filter((one) => [one.tenant, one.method, one.direction, one.asset, one.chain_id].every(isAny))
  if (whole.some(({ state }) => state === 'off')) return 'off'
  if (whole.length > 0) return 'drain'
  return naming.length > 0 ? 'part' : 'on'
}

function isAny(value: string | number | null): boolean {
  return value === null
}
