import type { ReadReferencedFile } from './referenced-file.ts'

/** Environment variables, as in `process.env`. */
export type EnvironmentRecord = Readonly<Record<string, string | undefined>>

/** A text with its references replaced, and what was wrong with them. */
export interface Expansion {
  readonly text: string
  /** True when at least one reference was written, replaced or not. */
  readonly referenced: boolean
  /** What is wrong with each reference that could not be replaced, naming the variable or file and never a value. */
  readonly faults: readonly string[]
}

/** `$${` is a literal `${`; anything else that begins with `${` is meant as a reference. */
const referencePattern = /\$\$\{|\$\{([^}]*)(\}?)/g
const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

/** What a reference to a file begins with. */
const filePrefix = 'file:'

/**
 * Replaces every `${NAME}` in `text` by that variable's value, and `${file:PATH}` by that file's; `$${` stands for a
 * literal `${`. Values are inserted as they are: they are not expanded again and cannot change the structure of the
 * file.
 */
export function expandReferences(text: string, env: EnvironmentRecord, readFile: ReadReferencedFile): Expansion {
  if (!text.includes(`\${`)) return { text, referenced: false, faults: [] }
  const faults: string[] = []
  let referenced = false
  const expanded = text.replace(
    referencePattern,
    (whole: string, name: string | undefined, end: string | undefined) => {
      if (name === undefined) return `\${`
      referenced = true
      if (end === '}' && name.startsWith(filePrefix)) {
        const file = expandFile(name.slice(filePrefix.length), readFile)
        if ('text' in file) return file.text
        faults.push(file.fault)
        return whole
      }
      const value = end === '}' && namePattern.test(name) && Object.hasOwn(env, name) ? env[name] : undefined
      if (value !== undefined && value !== '') return value
      faults.push(explainReference(name, end === '}', value === ''))
      return whole
    },
  )
  return { text: expanded, referenced, faults }
}

function expandFile(path: string, readFile: ReadReferencedFile): ReturnType<ReadReferencedFile> {
  if (path.trim() === '') return { fault: `a reference to a file has no path: write \${file:/run/secrets/name}` }
  const file = readFile(path)
  return 'text' in file ? file : { fault: `the file ${path} ${file.fault}` }
}

function explainReference(name: string, closed: boolean, empty: boolean): string {
  if (!closed) return `a reference begins with "\${" and is never closed: write \${NAME}, or $\${ for a literal "\${"`
  if (!namePattern.test(name)) {
    return `a reference holds a variable name only (letters, digits, underscores) or a file: write \${NAME} or \${file:PATH}, or $\${ for a literal "\${"`
  }
  return empty
    ? `the environment variable ${name} is set but empty: give it a value before starting Rampway`
    : `the environment variable ${name} is not set: set it before starting Rampway, or correct the name`
}
