import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrastOf, edgeContrastMin, mixColours, parseColour, textContrastMin } from '../domain/colour.ts'
import { accentColours, darkGround, lightGround, ownAccent } from './palette.ts'
import { stylesheet } from './stylesheet.ts'

const channel = fc.integer({ min: 0, max: 255 })
const accents = fc
  .tuple(channel, channel, channel)
  .map((channels) => colour(`#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`))

test.each([
  ['light', lightGround, '#141b2b'],
  ['dark', darkGround, '#eef2f9'],
] as const)('in the %s scheme everything can be read, whatever the accent', (_scheme, ground, text) => {
  fc.assert(
    fc.property(accents, (accent) => {
      const colours = accentColours(accent, ground)
      for (const behind of [ground.page, ground.card, colours['accent-back']]) {
        expect(contrastOf(colours.accent, behind)).toBeGreaterThanOrEqual(textContrastMin)
        expect(contrastOf(colours['accent-strong'], behind)).toBeGreaterThanOrEqual(textContrastMin)
        expect(contrastOf(colour(text), behind)).toBeGreaterThanOrEqual(7)
      }
      for (const button of [colours.fill, colours['fill-strong']]) {
        expect(contrastOf(colours['on-fill'], button)).toBeGreaterThanOrEqual(textContrastMin)
      }
      for (const around of [ground.page, ground.card]) {
        expect(contrastOf(colours.edge, around)).toBeGreaterThanOrEqual(edgeContrastMin)
      }
      expect(colours.fill).toBe(accent)
    }),
  )
})

test('an accent that can be read stays as it is, and its button has no other edge', () => {
  expect(accentColours(ownAccent, lightGround)).toMatchObject({ accent: ownAccent, fill: ownAccent, edge: ownAccent })
})

test('a faint accent is darker as text on white, lighter as text on black, and the same on a button', () => {
  const yellow = colour('#ffd400')
  const light = accentColours(yellow, lightGround)
  expect(light).toMatchObject({ fill: yellow, 'on-fill': '#000000', edge: light.accent })
  expect(light.accent).not.toBe(yellow)
  expect(accentColours(yellow, darkGround).accent).toBe(yellow)
  const navy = colour('#001040')
  expect(accentColours(navy, lightGround).accent).toBe(navy)
  expect(accentColours(navy, darkGround)).toMatchObject({ fill: navy, 'on-fill': '#ffffff' })
})

test('the texts whose contrast is held here are those of the stylesheet', () => {
  expect(stylesheet).toContain('--text: #141b2b;')
  expect(stylesheet).toContain('--text: #eef2f9;')
  expect(mixColours(lightGround.card, ownAccent, lightGround.tint)).toBe(
    accentColours(ownAccent, lightGround)['accent-back'],
  )
})

function colour(text: string) {
  const read = parseColour(text)
  if (read === undefined) throw new Error(`${text} is no colour`)
  return read
}
