/** The own member `key` of a value of unknown shape; undefined when there is none. */
export function readMember(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const member: unknown = Object.getOwnPropertyDescriptor(value, key)?.value
  return member
}

/** The own member `key` when it is a text. */
export function readTextMember(value: unknown, key: string): string | undefined {
  const member = readMember(value, key)
  return typeof member === 'string' ? member : undefined
}

/** The entries of the list at `key`; empty when there is no list. */
export function readListMember(value: unknown, key: string): readonly unknown[] {
  const member = readMember(value, key)
  return Array.isArray(member) ? member : []
}
