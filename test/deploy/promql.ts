/** What a query needs of what is served, by names. */
export interface QueryNames {
  readonly metrics: readonly { readonly name: string; readonly matchers: readonly Matcher[] }[]
  /** Labels that results are grouped or matched by. */
  readonly labels: readonly string[]
  /** Names that are neither a function, nor a keyword, nor any of these. */
  readonly unknown: readonly string[]
}

/** A condition on a label. */
export interface Matcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

const functions = [
  'sum',
  'min',
  'max',
  'count',
  'topk',
  'rate',
  'increase',
  'histogram_quantile',
  'absent',
  'by',
  'on',
  'and',
]
const metricName = /^(?:rampway|process|nodejs)_/

/** Reads a PromQL query as far as names go. Throws when its brackets do not match. */
export function namesOf(query: string): QueryNames {
  requireBalanced(query)
  const labels = [...query.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) => wordsOf(list))
  const withoutGroups = query.replaceAll(/\b(by|on)\s*\([^)]*\)/g, '$1')
  const metrics = [...withoutGroups.matchAll(/([a-z_]\w*)\s*\{([^}]*)\}/g)].map(([, name = '', list = '']) => ({
    name,
    matchers: [...list.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)].map(readMatcher),
  }))
  const bare = withoutGroups.replaceAll(/\{[^}]*\}/g, '').replaceAll(/\[[^\]]*\]/g, '')
  const words = [...bare.matchAll(/[a-z_]\w*/gi)].map(([word]) => word)
  const named = new Set(metrics.map(({ name }) => name))
  const others = words.filter((word) => metricName.test(word) && !named.has(word))
  return {
    metrics: [...metrics, ...others.map((name) => ({ name, matchers: [] }))],
    labels,
    unknown: words.filter((word) => !metricName.test(word) && !functions.includes(word)),
  }
}

function readMatcher([, label = '', operator = '', value = '']: RegExpExecArray): Matcher {
  if (operator !== '=' && operator !== '!=' && operator !== '=~' && operator !== '!~') throw new Error(operator)
  return { label, operator, value }
}

function wordsOf(list: string): string[] {
  return list.split(',').map((word) => word.trim())
}

const pairs: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' }

function requireBalanced(query: string): void {
  const open: string[] = []
  for (const letter of query.replaceAll(/"[^"]*"/g, '')) {
    if ('({['.includes(letter)) open.push(letter)
    if (letter in pairs && open.pop() !== pairs[letter]) throw new Error(`unmatched ${letter} in ${query}`)
  }
  if (open.length > 0) throw new Error(`unmatched ${open.join('')} in ${query}`)
}
