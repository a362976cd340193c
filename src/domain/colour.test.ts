import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  black,
  type Colour,
  contrastOf,
  mixColours,
  parseColour,
  shiftToContrast,
  textContrastMin,
  textOn,
  white,
} from './colour.ts'

const channel = fc.integer({ min: 0, max: 255 })
const colours = fc.tuple(channel, channel, channel).map((channels) => {
  return required(`#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`)
})

test('a colour is six hexadecimal digits after a #, in any case', () => {
  expect(parseColour('#1F4fd6')).toBe('#1f4fd6')
  for (const text of ['', '1f4fd6', '#fff', '#1f4fd6ff', '#1f4fdg', 'red', '#1f4fd6;}', '#1f4fd6\n', 'rgb(0,0,0)']) {
    expect(parseColour(text), text).toBeUndefined()
  }
})

test.each([
  ['#000000', '#ffffff', 21],
  ['#777777', '#ffffff', 4.48],
  ['#767676', '#ffffff', 4.54],
  ['#0000ff', '#ffffff', 8.59],
  ['#635bff', '#ffffff', 4.7],
  ['#ffd400', '#ffffff', 1.43],
] as const)('%s and %s have the contrast that WCAG says', (a, b, ratio) => {
  expect(contrastOf(required(a), required(b))).toBeCloseTo(ratio, 1)
})

test('contrast is the same in either order, and from 1 to 21', () => {
  fc.assert(
    fc.property(colours, colours, (a, b) => {
      expect(contrastOf(a, b)).toBe(contrastOf(b, a))
      expect(contrastOf(a, b)).toBeGreaterThanOrEqual(1)
      expect(contrastOf(a, b)).toBeLessThanOrEqual(21)
      expect(contrastOf(a, a)).toBe(1)
    }),
  )
})

test('on any colour black or white can be read, whichever reads better', () => {
  fc.assert(
    fc.property(colours, (background) => {
      const text = textOn(background)
      expect(contrastOf(text, background)).toBeGreaterThanOrEqual(textContrastMin)
      expect(contrastOf(text, background)).toBe(Math.max(contrastOf(black, background), contrastOf(white, background)))
    }),
  )
})

test('a shifted colour has the contrast to every background, and one that had it stays', () => {
  const light = [required('#f3f5f9'), white]
  const dark = [required('#0d121c'), required('#161d2b')]
  fc.assert(
    fc.property(colours, fc.constantFrom(light, dark), (colour, backgrounds) => {
      const shifted = shiftToContrast(colour, backgrounds, textContrastMin)
      for (const background of backgrounds) {
        expect(contrastOf(shifted, background)).toBeGreaterThanOrEqual(textContrastMin)
      }
      const isEnough = backgrounds.every((background) => contrastOf(colour, background) >= textContrastMin)
      expect(shifted === colour).toBe(isEnough)
    }),
  )
})

test('a shift is no longer than it must be', () => {
  const grounds = [
    { backgrounds: [required('#f3f5f9'), white], end: black },
    { backgrounds: [required('#0d121c'), required('#161d2b')], end: white },
  ]
  fc.assert(
    fc.property(colours, fc.constantFrom(...grounds), (colour, { backgrounds, end }) => {
      const steps = Array.from({ length: 101 }, (_, step) => mixColours(colour, end, step / 100))
      const nearest = steps.find((step) => backgrounds.every((each) => contrastOf(step, each) >= textContrastMin))
      expect(shiftToContrast(colour, backgrounds, textContrastMin)).toBe(nearest)
    }),
  )
})

test('backgrounds that no colour is legible on are refused', () => {
  expect(() => shiftToContrast(required('#1f4fd6'), [black, white], 7)).toThrow(RangeError)
})

test('a mix begins and ends with the colours that it is of', () => {
  fc.assert(
    fc.property(colours, colours, (from, to) => {
      expect(mixColours(from, to, 0)).toBe(from)
      expect(mixColours(from, to, 1)).toBe(to)
    }),
  )
  expect(mixColours(black, white, 0.5)).toBe('#808080')
})

function required(text: string): Colour {
  const colour = parseColour(text)
  if (colour === undefined) throw new Error(`${text} is no colour`)
  return colour
}
