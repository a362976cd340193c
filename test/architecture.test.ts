import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { errorCatalogue } from '../src/domain/errors.ts'
import {
  checkCycles,
  checkFileAccess,
  checkNetwork,
  checkPackageEntries,
  checkPackages,
  checkRanks,
  checkStoreInternals,
  checkTargets,
} from './architecture/import-rules.ts'
import { checkRefusals } from './architecture/refusal-rules.ts'
import { checkSessionWrites } from './architecture/session-rules.ts'
import { readSourceFile, type SourceFile } from './architecture/source-file.ts'
import { checkStatements, checkTenantParameters, tenantTables } from './architecture/tenant-rules.ts'
import { checkBans, checkLengths, checkMarkers, checkNames } from './architecture/text-rules.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

function readTree(folder: string, ending: RegExp, recursive = true): { path: string; text: string }[] {
  return readdirSync(join(root, folder), { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name)
      return { path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }
    })
}

const sourceFolders = ['src', 'playground', 'console', 'portal', 'webhooks-out', 'parts', 'ui', 'test']
/** Without what is installed or built there. */
const packageFolders = readdirSync(join(root, 'packages'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => sourceFolders.map((folder) => `packages/${name}/${folder}`))
  .filter((folder) => existsSync(join(root, folder)))
const files: SourceFile[] = ['src', ...packageFolders, 'test', 'scripts']
  .flatMap((folder) => readTree(folder, /\.(?:tsx?|mjs)$/))
  .map(({ path, text }) => readSourceFile(path, text))
/** Two comparators have packages of their own, and the style of their frameworks. */
const comparators = ['bare', 'echo', 'proxy'].map((name) => `comparators/${name}`)
const benchFolders = ['charts', 'grown', 'limits', 'load', 'profile', 'rows', 'steps', ...comparators]
const bench: SourceFile[] = [
  ...readTree('bench', /\.ts$/, false),
  ...benchFolders.flatMap((folder) => readTree(`bench/${folder}`, /\.ts$/)),
].map(({ path, text }) => readSourceFile(path, text))
const deploy = readTree('deploy/source', /\.ts$/).map(({ path, text }) => readSourceFile(path, text))
const everything = [...files, ...bench, ...deploy]
const program = files.filter(({ path, isTest }) => !isTest && !path.startsWith('scripts/'))
const packages = files.filter(({ path }) => path.startsWith('packages/'))
const typescript = files.filter(({ path }) => !path.startsWith('scripts/'))
const tables = tenantTables(readTree('migrations', /\.sql$/).map(({ text }) => text))

test('imports go down the ranks, and never across', () => expect(checkRanks(program)).toEqual([]))
test('a package stands alone, and its tests do', () => expect(checkRanks(packages)).toEqual([]))
test('a package is reached by what it exports', () => expect(checkPackageEntries(everything)).toEqual([]))
test('every import names a file that is there', () => expect(checkTargets(everything)).toEqual([]))
test('no file imports itself, however far around', () => expect(checkCycles([...program, ...bench])).toEqual([]))
test('each ranked package is used by its owners alone', () => expect(checkPackages(program)).toEqual([]))
test('pure layers read no files', () => expect(checkFileAccess(program)).toEqual([]))
test('one place opens sockets', () => expect(checkNetwork(program)).toEqual([]))
test('nobody above the store can write a statement', () => expect(checkStoreInternals(program)).toEqual([]))

test('every statement on the table of a tenant names the tenant', () => {
  expect(tables.toSorted()).toEqual(expect.arrayContaining(['idempotency_keys', 'sessions', 'users']))
  expect(checkStatements(tables)(files)).toEqual([])
})
test('every step on the table of a tenant takes the tenant right after the database', () => {
  expect(checkTenantParameters(tables)(files)).toEqual([])
})
test('one place stores sessions and writes their status', () => expect(checkSessionWrites(files)).toEqual([]))
test('every refusal of the catalogue is raised somewhere', () => {
  expect(checkRefusals(Object.keys(errorCatalogue))(files)).toEqual([])
})

test('what reaches outside the program stands only with its owners', () => expect(checkBans(typescript)).toEqual([]))
test('nothing is left for later in a comment', () => expect(checkMarkers(everything)).toEqual([]))
test('files stay small', () => expect(checkLengths(everything)).toEqual([]))
test('names say what a file is about', () => expect(checkNames(everything)).toEqual([]))
