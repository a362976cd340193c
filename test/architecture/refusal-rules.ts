import type { Rule } from './import-rules.ts'

/** Every refusal of the catalogue is raised somewhere: a code that nobody can meet misleads whoever prepares for it. */
export function checkRefusals(names: readonly string[]): Rule {
  return (files) => {
    const raised = new Set(
      files
        .filter(({ path, isTest }) => !isTest && path !== 'src/domain/errors.ts' && !path.startsWith('src/pages/'))
        .flatMap(({ literals }) => literals.map(({ text }) => text)),
    )
    return names
      .filter((name) => !raised.has(name))
      .map((name) => `src/domain/errors.ts: nothing raises ${name}: take it out of the catalogue, or raise it.`)
  }
}
