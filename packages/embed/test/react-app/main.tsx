import { Component, type ReactNode, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Ramp, useRamp } from '../../src/react.ts'
import type { RampEvent } from '../../src/types.ts'

/** What the test gives to the page before this runs. */
interface Given {
  readonly session: { readonly id: string; readonly widget_url: string }
  readonly poll: (id: string) => Promise<{ session: { status: string } }>
  readonly onEvent: (event: RampEvent) => void
}

declare global {
  interface Window {
    readonly given: Given
  }
}

const { session, poll, onEvent } = window.given

function Inline() {
  const [words, setWords] = useState('')
  return (
    <>
      <output>{words}</output>
      <Ramp
        session={session}
        mode="iframe"
        poll={poll}
        onEvent={onEvent}
        onDone={({ status }) => setWords(`done: ${status}`)}
      />
    </>
  )
}

function Hooked() {
  const { phase, status, close } = useRamp(session, { mode: 'iframe', poll, onEvent })
  return (
    <>
      <output>
        {phase} {status}
      </output>
      <button type="button" onClick={close}>
        Never mind
      </button>
    </>
  )
}

/** Shows what a part of the app throws. */
class Boundary extends Component<{ readonly children: ReactNode }, { readonly words: string }> {
  override state = { words: '' }

  static getDerivedStateFromError(error: unknown) {
    return { words: `not shown: ${error}` }
  }

  override render() {
    return this.state.words || this.props.children
  }
}

function App() {
  const [shown, setShown] = useState('')
  return (
    <>
      <button type="button" onClick={() => setShown('component')}>
        Component
      </button>
      <button type="button" onClick={() => setShown('hook')}>
        Hook
      </button>
      <button type="button" onClick={() => setShown('')}>
        Neither
      </button>
      <Boundary>{shown === 'component' && <Inline />}</Boundary>
      {shown === 'hook' && <Hooked />}
    </>
  )
}

const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
