import './app.css'
import { useEffect, useRef, useState } from 'react'
import { Segmented } from '../ui/segmented.tsx'
import { Tabs } from '../ui/tabs.tsx'
import type { Step } from './address.ts'
import { ChoosePanel } from './choose/choose-panel.tsx'
import { CodeTab } from './code/code-tab.tsx'
import { FollowPanel } from './follow/follow-panel.tsx'
import { PageHeader } from './page-header.tsx'
import { ScenarioBanner } from './scenarios/scenario-banner.tsx'
import { SeePanel } from './see/see-panel.tsx'
import { PageStateContext, useAddress } from './use-page-state.ts'

const stepChoices = [
  { value: 'choose', label: '1 Choose' },
  { value: 'see', label: '2 See' },
  { value: 'follow', label: '3 Follow' },
] as const

/** The playground: choose a trade, see its prices, follow its session. Columns, or steps where there is room for one. */
export function App() {
  const address = useAddress()
  const { step } = address.state
  useTopOf(step)
  const [chooseView, setChooseView] = useState('trade')
  const [seeView, setSeeView] = useState('offers')
  return (
    <PageStateContext value={address}>
      <PageHeader />
      <ScenarioBanner />
      <main className={`columns at-${step}`}>
        <div className="step-bar">
          <Segmented
            label="Step"
            value={step}
            choices={stepChoices}
            onChange={(chosen) => address.change({ step: chosen })}
          />
        </div>
        <section className="column choose-column" aria-labelledby="choose">
          <h2 id="choose">Choose</h2>
          <Tabs
            label="Choose"
            value={chooseView}
            onChange={setChooseView}
            tabs={[
              {
                value: 'trade',
                label: 'Trade',
                content: <ChoosePanel onDone={() => address.change({ step: 'see' })} />,
              },
              { value: 'code', label: 'Code', content: <CodeTab step="choose" /> },
            ]}
          />
        </section>
        <section className="column see-column" aria-labelledby="see">
          <h2 id="see">See</h2>
          <Tabs
            label="See"
            value={seeView}
            onChange={setSeeView}
            tabs={[
              { value: 'offers', label: 'Offers', content: <SeePanel /> },
              { value: 'code', label: 'Code', content: <CodeTab step="see" /> },
            ]}
          />
        </section>
        <section className="column follow-column" aria-labelledby="follow">
          <h2 id="follow">Follow</h2>
          <FollowPanel />
        </section>
      </main>
    </PageStateContext>
  )
}

/** Where there is room for one step, the next one is looked at from its top. */
function useTopOf(step: Step): void {
  const before = useRef(step)
  useEffect(() => {
    if (before.current === step) return
    before.current = step
    if (matchMedia('(max-width: 47.99rem)').matches) scrollTo({ top: 0 })
  }, [step])
}
