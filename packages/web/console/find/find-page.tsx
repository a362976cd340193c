import './find.css'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useSearch } from 'wouter'
import { CommandHint, Identifier } from '../../parts/identifier.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { Problem, Waiting } from '../../parts/problem.tsx'
import { shellWord } from '../../parts/shell-word.ts'
import { Badge } from '../../ui/badge.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { findQuery } from '../api/sessions.ts'
import type { Found, SessionSummary } from '../api/shapes.ts'
import { TransactionTable } from '../session/transaction-table.tsx'
import { SessionTable } from '../sessions/session-table.tsx'
import { nameOfKind, recognisedKinds } from './kinds.ts'

/** What the field in the page's head finds. */
export function FindPage() {
  const parameters = new URLSearchParams(useSearch())
  const text = parameters.get('q') ?? ''
  const { data, error, refetch } = useQuery(findQuery(text, parameters.get('tenant') ?? ''))
  return (
    <Page
      title="Find"
      isFocusTaken={text === ''}
      description={text === '' ? 'One field finds whatever a user, a partner or a provider names.' : undefined}
    >
      {text === '' ? (
        <WhatCanBeFound />
      ) : error !== null ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Waiting rows={4} height="3rem" />
      ) : (
        <Results key={text} found={data} />
      )}
    </Page>
  )
}

function Results({ found }: { readonly found: Found }) {
  const { query, recognized_as: kinds, sessions, transactions, has_more: hasMore } = found
  const results = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The next key opens the first one; whoever has gone elsewhere meanwhile stays there.
    if (isWaiting(document.activeElement)) results.current?.querySelector<HTMLElement>('.row-link')?.focus()
  }, [])
  const matches = new Map(sessions.map((session) => [session.id, session.matched_by]))
  return (
    <>
      <div className="find-taken" role="status">
        <Identifier text={query} what="what was looked for" />
        <span className="soft">
          {sessions.length + transactions.length === 0 ? 'found nothing as' : 'was looked for as'}
        </span>
        {kinds.map((kind) => (
          <Badge key={kind}>{nameOfKind(kind)}</Badge>
        ))}
      </div>
      {sessions.length === 0 && transactions.length === 0 && (
        <EmptyState title="Nothing has this name">
          <p>
            Check it letter by letter. What is past its retention is gone, and a trace id is kept with sessions alone.
          </p>
        </EmptyState>
      )}
      {sessions.length > 0 && (
        <div ref={results}>
          <Section title={sessions.length === 1 ? 'One session' : `${sessions.length} sessions`} isFlush>
            <SessionTable
              sessions={sessions}
              label="Sessions that were found"
              matchedBy={({ id }: SessionSummary) => (matches.get(id) ?? []).map(nameOfKind).join(', ')}
            />
          </Section>
        </div>
      )}
      {transactions.length > 0 && (
        <Section title="Transactions without a session" isFlush>
          <TransactionTable transactions={transactions} />
        </Section>
      )}
      {hasMore && <p className="soft">There are more than these. Narrow the list of sessions to see them all.</p>}
      <CommandHint command={`rampway find ${shellWord(query)}`} />
    </>
  )
}

/** True of where the focus is for as long as nothing was done since the question. */
function isWaiting(element: Element | null): boolean {
  return element === null || element === document.body || element.matches('h1, input[type=search]')
}

function WhatCanBeFound() {
  useEffect(() => document.querySelector<HTMLElement>('input[type=search]')?.focus(), [])
  return (
    <Section title="What can be looked for">
      <ul className="find-kinds">
        {recognisedKinds.map(({ kind, name, example }) => (
          <li key={kind}>
            <span>{name}</span>
            <code>{example}</code>
          </li>
        ))}
      </ul>
    </Section>
  )
}
