import './scenarios.css'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { initialState } from '../address.ts'
import { usePageState } from '../use-page-state.ts'
import { scenarios } from './scenarios.ts'

/** The button behind which all scenarios are. */
export function ScenarioMenu() {
  const { state, change } = usePageState()
  const [isOpen, setOpen] = useState(false)
  const start = (scenario: string): void => {
    // A session of before has gone its way, and a sell needs crypto that nobody sends.
    const trade = state.direction === 'sell' ? { direction: initialState.direction, amount: initialState.amount } : {}
    change({ scenario, session: '', key: '', ...trade })
    setOpen(false)
  }
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        Scenarios
      </Button>
      <Dialog
        isOpen={isOpen}
        onOpenChange={setOpen}
        title="Scenarios"
        description="What goes wrong in production, played by the simulator until you end it."
      >
        <ul className="scenario-list">
          {scenarios.map(({ id, name, does }) => (
            <li key={id}>
              <button
                type="button"
                className="scenario"
                aria-current={state.scenario === id ? 'true' : undefined}
                onClick={() => start(id)}
              >
                <span className="scenario-name">{name}</span>
                <span className="soft small">{does.replace('{provider}', 'The best provider')}</span>
              </button>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  )
}
