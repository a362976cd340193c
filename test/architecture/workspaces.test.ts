import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

type Dependencies = Readonly<Record<string, string>>

interface Workspace {
  readonly folder: string
  readonly name: string
  readonly pins: Dependencies
  /** Packages of this repository that the compiled program needs. */
  readonly siblings: readonly string[]
}

const folders = ['.', 'bench', ...readdirSync('packages').map((name) => join('packages', name))]
const workspaces = folders.filter((folder) => existsSync(join(folder, 'package.json'))).map(readWorkspace)

function readWorkspace(folder: string): Workspace {
  const { name, dependencies, devDependencies, optionalDependencies } = readJson(join(folder, 'package.json'))
  const siblings = Object.keys(dependencies ?? {}).filter((dependency) => dependency.startsWith('@rampway/'))
  return { folder, name, siblings, pins: { ...dependencies, ...devDependencies, ...optionalDependencies } }
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

test('all workspaces pin a dependency exactly, and all the same version of it', () => {
  const versions = new Map<string, Set<string>>()
  for (const { pins } of workspaces) {
    for (const [name, version] of Object.entries(pins)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
      versions.set(name, (versions.get(name) ?? new Set()).add(version))
    }
  }
  expect([...versions].filter(([, found]) => found.size > 1)).toEqual([])
})

test('the packages that a workspace needs are compiled before it', () => {
  const folderOf = new Map(workspaces.map(({ name, folder }) => [name, folder]))
  const compiled = workspaces.filter(({ folder }) => existsSync(join(folder, 'tsconfig.build.json')))
  expect(compiled.length).toBeGreaterThan(2)
  for (const { folder, siblings } of compiled) {
    const { references = [] } = readJson(join(folder, 'tsconfig.build.json'))
    const before = references
      .map(({ path }: { path: string }) => join(folder, path))
      // A package may be compiled in parts.
      .filter((path: string) => dirname(path) !== folder)
    expect(before, folder).toEqual(siblings.map((name) => join(folderOf.get(name) ?? '', 'tsconfig.build.json')))
  }
})
