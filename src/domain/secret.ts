import { inspect } from 'node:util'

/** A value that never prints itself: logs, JSON and `console` show `[secret]`; only `reveal()` gives it out. */
export interface Secret {
  readonly reveal: () => string
}

/** Wraps a secret text. */
export function makeSecret(text: string): Secret {
  const hidden = () => '[secret]'
  return Object.freeze({ reveal: () => text, toString: hidden, toJSON: hidden, [inspect.custom]: hidden })
}

/** Tells whether a value is a secret. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function'
}
