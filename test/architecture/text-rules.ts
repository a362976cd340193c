import { basename } from 'node:path/posix'
import type { Rule } from './import-rules.ts'
import type { SourceFile } from './source-file.ts'

/** A text that may stand only with its owners. */
interface Ban {
  readonly what: string
  readonly form: RegExp
  /** Beginnings of the paths where it may stand. */
  readonly owners: readonly string[]
  /** Tests may use it too. */
  readonly allowsTests: boolean
  /** How to do without it. */
  readonly instead: string
}

const bans: readonly Ban[] = [
  {
    what: 'process.env',
    form: /\bprocess\s*\.\s*env\b/,
    // It looks for an installed PostgreSQL along PATH, which is no setting of ours.
    owners: ['src/cli/', 'packages/private-postgres/src/binaries.ts'],
    allowsTests: true,
    instead: 'take the setting as an argument; src/cli reads the environment',
  },
  {
    what: "the machine's clock",
    form: /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())/,
    // The private PostgreSQL waits for other processes, whose clock cannot be moved; the simulator has a clock of its own;
    // the client runs in apps, playground and console in browsers.
    owners: [
      'src/domain/clock.ts',
      'src/dev/',
      'src/cli/',
      'packages/client/src/platform.ts',
      'packages/private-postgres/',
      'packages/simulator/',
      'packages/web/playground/api/gateway.ts',
      'packages/web/parts/clock.ts',
    ],
    allowsTests: true,
    instead: 'take a Clock, or the instant itself, as an argument',
  },
  {
    what: 'console',
    form: /(?<![.\w])console\s*\./,
    owners: [],
    allowsTests: false,
    instead: 'take a Log; in a test, expect something instead of printing it',
  },
  {
    what: 'as any',
    form: /\bas\s+any\b/,
    owners: [],
    allowsTests: false,
    instead: 'parse the value from unknown where it comes in',
  },
  {
    what: 'NODE_ENV',
    form: /\bNODE_ENV\b/,
    owners: [],
    allowsTests: false,
    instead: 'behaviour differs by a named setting, never by the kind of environment',
  },
  {
    what: 'fetch(',
    form: /(?<![.\w])fetch\s*\(/,
    owners: ['packages/web/playground/api/http.ts', 'packages/web/parts/http.ts'],
    allowsTests: true,
    instead: 'send through src/outbound, which keeps deadlines and limits',
  },
  {
    what: 'a test that is left out, or that leaves out the others',
    form: /\b(?:test|it|describe|suite|bench)\b(?:\s*\.\s*\w+)*?\s*\.\s*(?:only|skip|skipIf|runIf|todo|fails)\b/,
    owners: [],
    allowsTests: false,
    instead: 'run every test; delete one that is no longer true',
  },
  {
    what: 'a mock of a module',
    form: /\bvi\s*\.\s*(?:mock|doMock)\s*\(/,
    owners: [],
    allowsTests: false,
    instead: 'meet the real thing, or hand a fake in as an argument',
  },
  {
    what: 'require(',
    form: /(?<![.\w])require\s*\(/,
    owners: [],
    allowsTests: false,
    instead: 'write an import',
  },
]

const markerPattern = /\b(?:TODO|FIXME|XXX|HACK)\b|@ts-(?:ignore|nocheck)\b/

/** Longer files hold more than one subject. */
const sourceLinesMax = 300
/** Tests are lists of cases that belong together; still, a file is for one subject. */
const testLinesMax = 600

const namePattern = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.config)?\.(?:tsx?|mjs)$/
const folderPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const emptyNames = ['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'misc', 'index']

/** What reaches outside the program stands only with its owners. */
export const checkBans: Rule = (files) =>
  files.flatMap((file) =>
    bans.flatMap(({ what, form, owners, allowsTests, instead }) => {
      const isAllowed = (file.isTest && allowsTests) || owners.some((owner) => file.path.startsWith(owner))
      const match = isAllowed ? null : form.exec(file.code)
      return match === null ? [] : [`${placeOf(file, match.index, file.code)}: ${what} may not stand here: ${instead}.`]
    }),
  )

/** Nothing is left for later in a comment, and no check is switched off by one. */
export const checkMarkers: Rule = (files) =>
  files.flatMap((file) => {
    const match = markerPattern.exec(file.prose)
    if (match === null) return []
    return [`${placeOf(file, match.index, file.prose)}: ${match[0]}: do it now, or open an issue and say why not.`]
  })

/** Files stay small. */
export const checkLengths: Rule = (files) =>
  files.flatMap(({ path, lineCount, isTest }) => {
    const linesMax = isTest ? testLinesMax : sourceLinesMax
    // What a program wrote is as long as it is.
    if (lineCount <= linesMax || path.includes('/generated/')) return []
    return [`${path}: has ${lineCount} lines, at most ${linesMax} are allowed: split it by subject.`]
  })

/** Names say what a file is about. */
export const checkNames: Rule = (files) =>
  files.flatMap(({ path }) => {
    const folders = path.split('/').slice(0, -1)
    if (!namePattern.test(basename(path)) || !folders.every((folder) => folderPattern.test(folder))) {
      return [`${path}: is not named in kebab-case: use small letters, digits and hyphens.`]
    }
    // The last word is the noun; `common-headers` is about headers, `header-utils` about nothing.
    const nouns = [...folders, basename(path).replace(/\..*$/, '')].map((name) => name.split('-').at(-1) ?? '')
    const empty = nouns.find((noun) => emptyNames.includes(noun))
    return empty === undefined ? [] : [`${path}: "${empty}" says nothing: name it by the noun it is about.`]
  })

function placeOf(file: SourceFile, offset: number, text: string): string {
  return `${file.path}:${text.slice(0, offset).split('\n').length}`
}
