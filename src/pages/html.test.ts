import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeHtml, html, toText } from './html.ts'

test('a value can break out of neither an element nor a quoted attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '`', 'a', ' ') }), (text) => {
      const page = toText(html`<a href="${text}">${text}</a>`)
      const match = /^<a href="([^"<>'`]*)">([^"<>'`]*)<\/a>$/.exec(page)
      expect(match?.[1]).toBe(escapeHtml(text))
      expect(match?.[2]).toBe(escapeHtml(text))
    }),
  )
})

test('markup made by the tag is not escaped again, and lists are joined', () => {
  const items = ['a<b', 'c'].map((text) => html`<li>${text}</li>`)
  expect(toText(html`<ul>${items}</ul>`)).toBe('<ul><li>a&lt;b</li><li>c</li></ul>')
})

test('null and false leave nothing behind, and zero is shown', () => {
  expect(toText(html`[${null}${false}${0}]`)).toBe('[0]')
})

test('an object read from JSON cannot pass for markup', () => {
  const forged: unknown = JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}')
  // @ts-expect-error: the type refuses it too; this is about what happens when the type is got round.
  expect(() => toText(html`${forged}`)).toThrow()
})
