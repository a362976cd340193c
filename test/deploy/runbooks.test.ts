import { readdirSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { alertRules } from '../../deploy/source/alerts.ts'
import { makeProgram } from '../../src/cli/commands.ts'
import { operatorEndpoints } from '../../src/contract/operator-endpoints.ts'

const folder = new URL('../../docs/runbooks/', import.meta.url)
const pages = readdirSync(folder).sort()
const textOf = (page: string): string => readFileSync(new URL(page, folder), 'utf8')

const chapters = [
  'What it means for users',
  'How to see it',
  'Likely causes, the likeliest first',
  'What to do',
  'How to know that it is over',
]

test('each alert has a page, and each page an alert', () => {
  expect(alertRules.map(({ runbook }) => `${runbook}.md`).sort()).toEqual(pages)
})

const program = await makeProgram()

/** What is wrong with a command line: a command or an option that there is not. */
function faultsOf(line: string): string[] {
  const words = line.split(/\s+/).slice(1)
  let command: Command = program
  const faults: string[] = []
  for (const [n, word] of words.entries()) {
    if (word.startsWith('--')) {
      if (!command.options.some(({ long }) => long === word)) faults.push(`${command.name()} has no ${word}`)
      continue
    }
    const next = command.commands.find((each) => each.name() === word)
    if (next !== undefined) command = next
    else if (n === 0 || command.commands.length > 0) faults.push(`${command.name()} has no command ${word}`)
  }
  return faults
}

describe.for([...alertRules])('the page of $name', ({ name, summary, runbook }) => {
  const text = textOf(`${runbook}.md`)

  test('says what it is about, what it means, how to see it, why, what to do, and when it is over', () => {
    expect(text.startsWith(`# ${summary}\n`)).toBe(true)
    expect(text).toContain(`Alert \`${name}\``)
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(chapters)
  })

  test('names only commands, options and endpoints that there are', () => {
    const lines = [...text.matchAll(/`(rampway [^`]+)`/g)].map(([, line = '']) => line)
    expect(lines.flatMap(faultsOf)).toEqual([])
    const calls = [...text.matchAll(/`(GET|POST|DELETE) (\/operator\/v0\/[a-z/]+)/g)]
    const known = operatorEndpoints.map(({ method, path }) => `${method} ${path}`)
    for (const [, method, path] of calls) expect(known).toContain(`${method} ${path}`)
  })
})

test('a command that there is not is found out', () => {
  expect(faultsOf('rampway provder disable')).toEqual([
    'rampway has no command provder',
    'rampway has no command disable',
  ])
  expect(faultsOf('rampway stats --minutes 3')).toEqual(['stats has no --minutes'])
})
