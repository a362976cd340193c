import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { readListMember, readTextMember } from './read-member.ts'

/** How a request reached the gateway, and what the gateway made of it. */
export interface Arrival {
  /** The other end of the connection. */
  readonly connectedFrom: string
  /** `X-Forwarded-For`, hop by hop, as it arrived. */
  readonly forwardedFor: readonly string[]
  /** The address that counts as the caller's. */
  readonly takenAddress: string
  /** `https` or `http`, as far as whoever is trusted says so. */
  readonly takenProtocol: string
}

/** The header with which the doctor asks for it, and the one that it is answered in. */
export const arrivalHeader = 'rampway-arrival'

/** A proof says that whoever made it knows the deployment's link secret, and for how long it does. */
const proofMs = 60_000

/** The proof that a request is the doctor's own; nobody else is told how requests arrive. */
export function makeArrivalProof(secret: KeyObject, now: number): string {
  return `${now}.${macOf(secret, String(now))}`
}

/** Tells whether a text is such a proof, and still good. */
export function isArrivalProof(secret: KeyObject, text: string, now: number): boolean {
  const [madeAt = '', mac = ''] = text.split('.', 2)
  if (!/^\d{1,15}$/.test(madeAt) || Math.abs(now - Number(madeAt)) > proofMs) return false
  const [given, due] = [Buffer.from(mac), Buffer.from(macOf(secret, madeAt))]
  return given.length === due.length && timingSafeEqual(given, due)
}

/** Writes an arrival as the text of a header. */
export function writeArrival(arrival: Arrival): string {
  return Buffer.from(JSON.stringify(arrival)).toString('base64url')
}

/** Reads what `writeArrival` wrote; undefined for anything else. */
export function readArrival(text: string): Arrival | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const member = (name: keyof Arrival) => readTextMember(value, name)
    const [connectedFrom, takenAddress, takenProtocol] = [
      member('connectedFrom'),
      member('takenAddress'),
      member('takenProtocol'),
    ]
    if (connectedFrom === undefined || takenAddress === undefined || takenProtocol === undefined) return undefined
    const forwardedFor = readListMember(value, 'forwardedFor').filter((hop) => typeof hop === 'string')
    return { connectedFrom, forwardedFor, takenAddress, takenProtocol }
  } catch {
    return undefined
  }
}

function macOf(secret: KeyObject, text: string): string {
  return createHmac('sha256', secret).update(`rampway/arrival\0${text}`).digest('base64url')
}
