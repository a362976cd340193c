import type { Brand } from './brand.ts'
import { type SessionId, sessionIdInstant } from './session.ts'

/**
 * What a user reads out to support instead of a session's id: eight characters in two groups, such as `K7Q2-M0AB`.
 * It is computed from the id, so nothing is stored for it, and it is no secret.
 */
export type SupportCode = Brand<'SupportCode'>

/** Crockford's: no I, L, O or U, so that none is taken for another or makes a word. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** What people read or type instead. */
const misread: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' }

/**
 * A code holds 24 bits of when its session's id was made, counted in slots of half a minute, and the last 16 bits of the
 * id, which are random. The slots begin anew after 17 years, longer than sessions are kept (`retentionDaysMax`), so a
 * code names one slot. Two sessions of one slot share their code with a chance of one in 65,536.
 */
const slotMs = 2 ** 15
const slots = 2 ** 24
/** Odd, so that it spreads: codes of one minute share no characters that somebody could take for the whole. */
const spread = 0x9e3779

/** The support code of a session. Two sessions may share one, though hardly ever (docs/operations.md). */
export function supportCodeOf(id: SessionId): SupportCode {
  const tail = Number.parseInt(id.slice(-4), 16)
  const slot = Math.floor(sessionIdInstant(id) / slotMs) % slots
  const spreadSlot = (slot + Math.imul(tail, spread)) & (slots - 1)
  return `${group((tail << 4) | (spreadSlot >>> 20))}-${group(spreadSlot & 0xfffff)}` as SupportCode
}

/** Four characters for 20 bits. Written out, for it is on the way of every POST. */
function group(bits: number): string {
  const [first, second] = [alphabet.charAt(bits >>> 15), alphabet.charAt((bits >>> 10) & 31)]
  return first + second + alphabet.charAt((bits >>> 5) & 31) + alphabet.charAt(bits & 31)
}

/**
 * Reads a code as people write it: in any case and width, with or without spaces and dashes of any length, with O for 0 and
 * I or L for 1.
 * Undefined when the text is no code.
 */
export function parseSupportCode(text: string): SupportCode | undefined {
  const characters = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash_Punctuation}]/gu, '')
    .replace(/[ILO]/g, (character) => misread[character] ?? character)
  if (characters.length !== 8 || [...characters].some((character) => !alphabet.includes(character))) return undefined
  return `${characters.slice(0, 4)}-${characters.slice(4)}` as SupportCode
}

/** Which session ids have a code: those made from `from` and before `until`, in epoch milliseconds, that end in `tail`. */
export interface IdsOfCode {
  readonly from: number
  readonly until: number
  /** Four hexadecimal digits, lower case. */
  readonly tail: string
}

/** How far the clocks of machines that make ids may be ahead of the one that tells `now`, and farther than they are. */
const clockSkewMs = 24 * 60 * 60 * 1000

/** The ids that have this code, of sessions made up to a day after `now`, in epoch milliseconds, and 17 years before. */
export function idsOfSupportCode(code: SupportCode, now: number): IdsOfCode {
  const [first, second] = [bitsOf(code.slice(0, 4)), bitsOf(code.slice(5))]
  const tail = first >>> 4
  const slot = ((((first & 0xf) << 20) | second) - Math.imul(tail, spread)) & (slots - 1)
  const latest = Math.floor((now + clockSkewMs) / slotMs)
  const from = (latest - ((latest - slot) & (slots - 1))) * slotMs
  return { from, until: from + slotMs, tail: tail.toString(16).padStart(4, '0') }
}

function bitsOf(group: string): number {
  return [...group].reduce((bits, character) => (bits << 5) | alphabet.indexOf(character), 0)
}
