import { expect, test } from 'vitest'
import { makeProgram } from '../../src/cli/commands.ts'

const namesOf = async (word?: string): Promise<string[]> =>
  (await makeProgram(word)).commands.map((command) => command.name())

test('with the name of a command, the program has that one alone', async () => {
  const all = await namesOf()
  expect(all).toContain('dev')
  for (const name of all) expect(await namesOf(name)).toEqual([name])
})

test('with any other word it has them all, so that help lists them and a misspelt one is recognized', async () => {
  const all = await namesOf()
  for (const word of ['', '-h', '--help', 'help', 'sesion', 'constructor']) expect(await namesOf(word)).toEqual(all)
})

test('the version needs no command', async () => {
  for (const word of ['--version', '-V']) expect(await namesOf(word)).toEqual([])
})
