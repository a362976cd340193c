import type { Naming } from './texts.ts'

/** What stands for the placeholders of a text, by their names. */
export type Facts = Readonly<Record<string, string>>

const placeholder = /\{(\w+)\}/g

/** A text with its placeholders replaced. Throws a TypeError where a fact is missing. */
export function fill(text: string, facts: Facts): string {
  return text.replace(placeholder, (_whole, name: string) => {
    const fact = Object.hasOwn(facts, name) ? facts[name] : undefined
    if (fact === undefined) throw new TypeError(`Nothing stands for {${name}} in "${text}".`)
    return fact
  })
}

/** The placeholders of a text, each once, in the order of the alphabet. */
export function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(placeholder)].map(([, name = '']) => name))].sort()
}

/** A sentence about the provider: with its name where that is known. */
export function sayOf(provider: string | null, text: string | Naming, facts: Facts = {}): string {
  if (typeof text === 'string') return fill(text, facts)
  return provider === null ? fill(text.unnamed, facts) : fill(text.named, { ...facts, provider })
}
