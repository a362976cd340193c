import { useEffect, useState } from 'react'
import { useToast } from '../../ui/toasts.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import { addFaults, removeFaults } from '../api/simulator.ts'
import { failureOf } from '../failure.ts'
import { typingPauseMs, useQuotes } from '../queries.ts'
import { usePageState } from '../use-page-state.ts'
import { type Scenario, scenarios } from './scenarios.ts'

/** The scenario that the address names, with the provider that it is about, and whether the simulator plays it yet. */
export interface ScenarioOn {
  readonly scenario: Scenario | undefined
  /** The code of the provider that would be opened; undefined while there are no prices. */
  readonly provider: string | undefined
  readonly isPlanted: boolean
}

/** One change after the other, so that what is planted last is what stands. */
let planting: Promise<void> = Promise.resolve()

/** Has the simulator play the scenario that the address names, and nothing of an earlier one. */
export function useScenario(): ScenarioOn {
  const { state } = usePageState()
  const settled = useDelayed(state, typingPauseMs)
  const say = useToast()
  const [planted, setPlanted] = useState('')
  const scenario = scenarios.find(({ id }) => id === state.scenario)
  const { data } = useQuotes(settled, settled, scenario !== undefined)
  const provider = state.provider === 'best' ? data?.quotes[0]?.service_provider : state.provider
  const wanted = `${scenario?.id ?? ''} ${scenario === undefined ? '' : provider}`

  useEffect(() => {
    if (scenario !== undefined && provider === undefined) return
    const plant = async (): Promise<void> => {
      try {
        await removeFaults()
        if (scenario !== undefined && provider !== undefined) await addFaults(scenario.faults(provider))
        setPlanted(wanted)
      } catch (error) {
        say('The simulator did not take the scenario', 'error', failureOf(error).detail)
      }
    }
    planting = planting.then(plant)
  }, [wanted])

  return { scenario, provider, isPlanted: planted === wanted }
}
