import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Fields, FieldValues, TenantChoices } from '../contract/field.ts'
import type { SessionRequest } from '../domain/session.ts'
import { replaysMax } from '../operations/caches.ts'

/** A body that may come again in the same bytes, as it was read. */
export interface KnownBody {
  readonly json: unknown
  readonly fields: Fields
  readonly choices: TenantChoices
  readonly values: FieldValues<Fields>
  /** What it asks for. */
  readonly asked: SessionRequest
}

/** Longer bodies are read each time; so all that are known take 17 MB at most, and 3 MB where most are short. */
const lengthMax = 4_096

/** The bodies that an app knows, each by its bytes. */
export type KnownBodies = LRUCache<string, KnownBody>

/** Makes those of an app; it knows none yet. */
export function createKnownBodies(): KnownBodies {
  return new LRUCache({ max: replaysMax })
}

/**
 * Finds out whether these bytes are known, and gives the JSON that they hold; undefined when they are not. What is read
 * depends on nothing else but the fields and the choices that stand beside it.
 */
export function recogniseBody(known: KnownBodies, request: FastifyRequest, bytes: Buffer): KnownBody | undefined {
  if (bytes.length > lengthMax) return undefined
  const text = bytes.toString('latin1')
  const found = known.get(text)
  request.bodyText = text
  request.knownBody = found ?? null
  return found
}

/**
 * Keeps what a body was read as. Only for one that is likely to come again: of the others nothing is ever gained. One with
 * members beside its fields is not kept: they may hold anything, and 4 KB of empty objects take 100 KB once they are parsed.
 */
export function keepBody(request: FastifyRequest, read: Omit<KnownBody, 'json'>): void {
  const { bodyText, body, knownBody } = request
  if (bodyText === '' || knownBody?.choices === read.choices || !hasOnly(body, read.fields)) return
  const { fields, choices, values, asked } = read
  request.server.knownBodies.set(bodyText, { json: body, fields, choices, values, asked })
}

function hasOnly(body: unknown, fields: Fields): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).every((name) => Object.hasOwn(fields, name))
}
