import './switches.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFilters } from '../../parts/filters.ts'
import { Page, Section } from '../../parts/page.tsx'
import { Problem, Waiting } from '../../parts/problem.tsx'
import { Button } from '../../ui/button.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { switchesQuery } from '../api/switches.ts'
import { useOperator } from '../shell/operator-context.ts'
import { SwitchDialog } from './switch-dialog.tsx'
import { SwitchGrid } from './switch-grid.tsx'
import { SwitchList } from './switch-list.tsx'
import { type SwitchScope, wholeScope } from './switch-words.ts'

/** What is turned off, and what turns it off and on. */
export function SwitchesPage() {
  const filters = useFilters(['view'])
  const [planned, setPlanned] = useState<SwitchScope | undefined>(undefined)
  const { whyNot } = useOperator()
  const objection = whyNot('switches')
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(switchesQuery('active'))
  return (
    <Page
      title="Switches"
      description={
        objection ??
        'Turned off here, a provider is out of quotes, routing and supported values within two seconds, in every process.'
      }
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
      actions={
        <Button kind="primary" isDisabled={objection !== undefined} onClick={() => setPlanned(wholeScope)}>
          Turn off …
        </Button>
      }
    >
      {error !== null && <Problem error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <Waiting rows={8} height="2.5rem" />
      ) : (
        <>
          <Section title="In force now" isFlush>
            <SwitchList switches={data.switches} />
          </Section>
          <Tabs
            label="More about switches"
            value={filters.of('view') === 'ended' ? 'ended' : 'grid'}
            onChange={(view) => filters.change({ view: view === 'ended' ? view : '' })}
            tabs={[
              {
                value: 'grid',
                label: 'Providers by country',
                content: <SwitchGrid page={data} canSwitch={objection === undefined} onPlan={setPlanned} />,
              },
              { value: 'ended', label: 'Ended', content: <EndedSwitches /> },
            ]}
          />
          <SwitchDialog scope={planned} page={data} onClose={() => setPlanned(undefined)} />
        </>
      )}
    </Page>
  )
}

function EndedSwitches() {
  const { data, error, refetch } = useQuery(switchesQuery('ended'))
  if (error !== null) return <Problem error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Waiting rows={4} />
  return (
    <Section title="Ended" isFlush>
      <SwitchList switches={data.switches} />
    </Section>
  )
}
