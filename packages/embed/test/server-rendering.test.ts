import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Ramp, useRamp } from '../src/react.ts'

const session = { id: 'ses_1', widget_url: 'https://ramp.example/w/1' }

test('a server renders the place of the frame, and opens nothing', () => {
  expect(renderToString(createElement(Ramp, { session, className: 'ramp' }))).toBe('<div class="ramp"></div>')
})

test('a server renders a component that uses the hook', () => {
  const Buy = () => {
    const { phase, status } = useRamp(session)
    return createElement('p', null, JSON.stringify({ phase, status }))
  }
  expect(renderToString(createElement(Buy))).toContain('{&quot;phase&quot;:null,&quot;status&quot;:null}')
})
