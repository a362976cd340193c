/** Words that stand in tables and in the midst of others, as they stand by themselves. */
export function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${words.endsWith('.') ? '' : '.'}`
}

/** A header's name as people write it; it is the same in any case. */
export function headerName(name: string): string {
  return name.replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())
}

/** A name in code as the name of a type: `openSession` and `open_session` are `OpenSession`. */
export function typeName(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_all, first: string) => first.toUpperCase())
}
