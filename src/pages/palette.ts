import {
  black,
  type Colour,
  contrastOf,
  edgeContrastMin,
  mixColours,
  parseColour,
  shiftToContrast,
  textContrastMin,
  textOn,
  white,
} from '../domain/colour.ts'

/** What lies behind everything, in one scheme. */
interface Ground {
  readonly page: Colour
  readonly card: Colour
  /** How much of the accent a tinted ground has. */
  readonly tint: number
}

export const lightGround: Ground = { page: colour('#f4f6fa'), card: white, tint: 0.1 }
export const darkGround: Ground = { page: colour('#0c111b'), card: colour('#151c2a'), tint: 0.24 }

/** Of the gateway itself, where a tenant has no accent of its own. */
export const ownAccent: Colour = colour('#1f4fd6')

const hoverShare = 0.14

/** How an accent looks in one scheme, by the names of custom properties. */
export type AccentColours = Readonly<
  Record<'accent' | 'accent-strong' | 'accent-back' | 'fill' | 'fill-strong' | 'on-fill' | 'edge', Colour>
>

/**
 * The colours that follow from an accent. As a text or a line it is shifted until it has 4.5 : 1 to everything that can
 * lie behind it. A button keeps the very colour, with whichever of black and white reads better on it (4.5 : 1 at least),
 * and an edge that shows where a faint one ends.
 */
export function accentColours(accent: Colour, { page, card, tint }: Ground): AccentColours {
  const back = mixColours(card, accent, tint)
  const text = shiftToContrast(accent, [page, card, back], textContrastMin)
  const onFill = textOn(accent)
  const isFaint = contrastOf(accent, card) < edgeContrastMin || contrastOf(accent, page) < edgeContrastMin
  return {
    accent: text,
    'accent-strong': mixColours(text, textOn(card), hoverShare),
    'accent-back': back,
    fill: accent,
    // Away from the text on it, so that hovering never takes contrast away.
    'fill-strong': mixColours(accent, onFill === white ? black : white, hoverShare),
    'on-fill': onFill,
    edge: isFaint ? text : accent,
  }
}

/** The same as declarations of CSS. */
export function accentDeclarations(accent: Colour, ground: Ground): string {
  return Object.entries(accentColours(accent, ground))
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ')
}

function colour(text: string): Colour {
  const read = parseColour(text)
  if (read === undefined) throw new TypeError(`${text} is no colour.`)
  return read
}
