import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const commands = fileURLToPath(new URL('../../dist/src/cli/', import.meta.url))
const bundle = readdirSync(join(commands, 'bundle'))

test('the built command loads none of our modules one by one, nor those of typebox', () => {
  const imported = ['main.js', ...bundle.map((name) => `bundle/${name}`)].flatMap((name) => importsOf(name))
  const ours = imported.filter((specifier) => /^(?:\.|@rampway\/|typebox|@oxc-project\/)/.test(specifier))
  expect(new Set(ours)).toEqual(new Set(['./bundle/commands.js', ...ours.filter(isInBundle)]))
  expect(ours.filter(isInBundle).length).toBeGreaterThan(50)
})

test('a thread of its own starts from the file that was bundled too', () => {
  expect(readdirSync(join(commands, '..', 'http'))).toContain('health-thread.js')
})

test('what a module of the bundle looks for beside itself is looked for where the module lies', () => {
  const addresses = bundle.flatMap((name) => [
    ...read(`bundle/${name}`).matchAll(/new URL\("([^"]+)", import\.meta\.url\)/g),
  ])
  expect(addresses.length).toBeGreaterThan(5)
  for (const [, path = ''] of addresses) expect(() => readFileSync(join(commands, 'bundle', path)), path).not.toThrow()
  for (const name of bundle)
    expect(read(`bundle/${name}`).replaceAll(/new URL\("[^"]+", import\.meta\.url\)/g, '')).not.toContain(
      'import.meta.url',
    )
})

function read(name: string): string {
  return readFileSync(join(commands, name), 'utf8')
}

function importsOf(name: string): string[] {
  return [...read(name).matchAll(/^\s*(?:import|export)\b[^"']*?["']([^"']+)["'];?$|\bimport\("([^"]+)"\)/gm)].map(
    ([, statically, later]) => statically ?? later ?? '',
  )
}

function isInBundle(specifier: string): boolean {
  return specifier.startsWith('./') && bundle.includes(specifier.slice(2))
}
