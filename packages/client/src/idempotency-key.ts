import { platform } from './platform.ts'

const keyBytes = 16

/**
 * A key that nobody has used. It is no secret, for it holds for one user alone, so `Math.random` will do where there is
 * nothing better, as in React Native.
 */
export function createIdempotencyKey(): string {
  const bytes = new Uint8Array(keyBytes)
  if (platform.crypto?.getRandomValues === undefined) {
    for (let index = 0; index < keyBytes; index += 1) bytes[index] = Math.random() * 256
  } else {
    platform.crypto.getRandomValues(bytes)
  }
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
