import type { Brand } from './brand.ts'

/** An opaque sRGB colour as `#rrggbb`, in lower case. */
export type Colour = Brand<'Colour'>

/** The least ratio of contrast between a text and what lies behind it, as WCAG 2 wants it (AA). */
export const textContrastMin = 4.5
/** The same for the edge of a button, and for a picture that has a meaning. */
export const edgeContrastMin = 3

/** Reads `#rrggbb`, in any case; undefined when the text has another form. */
export function parseColour(text: string): Colour | undefined {
  return /^#[0-9a-f]{6}$/i.test(text) ? (text.toLowerCase() as Colour) : undefined
}

export const black: Colour = '#000000' as Colour
export const white: Colour = '#ffffff' as Colour

/** The ratio of contrast of two colours by WCAG 2: 1 for the same, 21 for black and white, in either order. */
export function contrastOf(a: Colour, b: Colour): number {
  return ratioOf(luminanceOf(a), luminanceOf(b))
}

/** Black or white, whichever reads better on a colour. Its contrast is 4.58 at least. */
export function textOn(background: Colour): Colour {
  return contrastOf(white, background) >= contrastOf(black, background) ? white : black
}

/** The colour that lies a `share` of the way from one to another, 0 being the first. */
export function mixColours(from: Colour, to: Colour, share: number): Colour {
  const target = channelsOf(to)
  const mixed = channelsOf(from).map((value, index) => Math.round(value + ((target[index] ?? 0) - value) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}` as Colour
}

const shiftSteps = 100

/**
 * The colour itself where its contrast to each background is `min` at least; else the nearest to it on its way to black
 * or to white, whichever is farther from the backgrounds, that has it. The backgrounds are all light or all dark: throws
 * a RangeError where neither black nor white has enough contrast to each.
 */
export function shiftToContrast(colour: Colour, backgrounds: readonly Colour[], min: number): Colour {
  const behind = backgrounds.map(luminanceOf)
  const least = (one: Colour) => Math.min(...behind.map((luminance) => ratioOf(luminanceOf(one), luminance)))
  if (least(colour) >= min) return colour
  const end = least(black) >= least(white) ? black : white
  if (least(end) < min) throw new RangeError(`No colour has a contrast of ${min} to each of ${backgrounds.join(', ')}.`)
  const shifted = (step: number) => mixColours(colour, end, step / shiftSteps)
  let [tooFaint, enough] = [0, shiftSteps]
  while (enough - tooFaint > 1) {
    const middle = (tooFaint + enough) >> 1
    if (least(shifted(middle)) >= min) enough = middle
    else tooFaint = middle
  }
  return shifted(enough)
}

function ratioOf(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

function channelsOf(colour: Colour): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}

/** WCAG 2, relative luminance. */
function luminanceOf(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
