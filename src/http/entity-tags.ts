import { createHash } from 'node:crypto'

/** A strong entity tag: equal for equal bytes alone. */
export function entityTagOf(payload: string): string {
  return `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`
}

/** Whether `If-None-Match` names the tag: in a list, marked weak, or as `*`. RFC 9110 §13.1.2. */
export function namesEntityTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((item) => {
    const named = item.trim()
    return named === '*' || named.replace(/^W\//, '') === tag
  })
}
