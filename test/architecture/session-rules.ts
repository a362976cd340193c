import type { Rule } from './import-rules.ts'

/** The one file that stores sessions and writes their status, with the event that tells of it. */
const owner = 'src/store/session-changes.ts'

const insertPattern = /\binsert\s+into\s+sessions\b/i
/** What an update of sessions sets, as far as its first condition or source. */
const settingPattern = /\bupdate\s+(?:only\s+)?sessions\b[\s\S]*?\bset\b(?<columns>[\s\S]*?)(?:\bwhere\b|$)/gi
/** A column is set by its bare name; where it is only compared, it has its table before it. */
const statusPattern = /(?<![.\w])status\s*(?:=|,|\))/i

/** Nobody else inserts a session or sets its status: a change without its event would be one that nobody is told of. */
export const checkSessionWrites: Rule = (files) =>
  files
    .filter(({ path, isTest }) => path.startsWith('src/') && path !== owner && !isTest)
    .flatMap(({ path, literals }) =>
      literals.flatMap(({ text }) => {
        const sets = [...text.matchAll(settingPattern)].map(({ groups }) => groups?.columns ?? '')
        const writes = insertPattern.test(text) || sets.some((columns) => statusPattern.test(columns))
        return writes ? [`${path}: writes a session's status: define a change in ${owner}, which tells of it.`] : []
      }),
    )
