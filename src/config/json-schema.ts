import { fileSchema } from './schema.ts'

/** The text of `rampway.schema.json`: the file's shape for editors, made from the schema that checks it. */
export function renderJsonSchema(): string {
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Rampway configuration' }
  return `${renderValue({ ...head, ...fileSchema }, 0)}\n`
}

const lineWidthMax = 120

/** JSON laid out as the project's formatter does it: short lists on one line, everything else spread out. */
function renderValue(value: unknown, depth: number, usedColumns = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const indent = '  '.repeat(depth + 1)
  const close = '  '.repeat(depth)
  if (!Array.isArray(value)) {
    const members = Object.entries(value).map(([key, member]) => {
      const name = `${indent}${JSON.stringify(key)}: `
      return `${name}${renderValue(member, depth + 1, name.length)}`
    })
    return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${close}}`
  }
  const line = `[${value.map((item) => renderValue(item, depth + 1)).join(', ')}]`
  if (!line.includes('\n') && usedColumns + line.length + 1 <= lineWidthMax) return line
  return `[\n${value.map((item) => `${indent}${renderValue(item, depth + 1, indent.length)}`).join(',\n')}\n${close}]`
}
