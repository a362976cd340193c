// Part of `npm run check`: what in openapi.json would break callers of the last release that had one. A version that may
// break (docs: CHANGELOG.md) is let pass with the list.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
// biome-ignore lint/correctness/useImportExtensions: Node runs this one; the file beside it has its types for tests
import { breakingChanges } from './breaking-changes.mjs'

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return status === 0 ? stdout : undefined
}

/** The newest release behind us that has a document; undefined where there is none, or no history. */
function lastRelease() {
  // Unpacked inside somebody else's repository, its tags are none of ours.
  if (git('rev-parse', '--show-prefix')?.trim() !== '') return undefined
  const tags = git('tag', '--list', 'v[0-9]*', '--merged', 'HEAD', '--sort=-v:refname')?.split('\n') ?? []
  for (const tag of tags.filter((name) => name !== '')) {
    const text = git('show', `${tag}:openapi.json`)
    if (text !== undefined) return { tag, document: JSON.parse(text) }
  }
  return undefined
}

/** A new major version may break, and before 1.0.0 a new minor one. */
function mayBreak(before, after) {
  const [was, is] = [before, after].map(({ info }) => info.version.split('.').map(Number))
  return is[0] > was[0] || (was[0] === 0 && is[0] === 0 && is[1] > was[1])
}

const release = lastRelease()
const current = JSON.parse(readFileSync('openapi.json', 'utf8'))
if (release === undefined) {
  console.error('No release has an openapi.json yet, so there is nothing to break.')
} else {
  const changes = breakingChanges(release.document, current)
  const list = changes.map((change) => `  ${change}\n`).join('')
  if (changes.length === 0) console.error(`Nothing breaks callers of ${release.tag}.`)
  else if (mayBreak(release.document, current))
    console.error(`Breaks callers of ${release.tag}, as this version may:\n${list}`)
  else {
    console.error(
      `Breaks callers of ${release.tag}:\n${list}Keep what they rely on, or raise the version so that it may break (CHANGELOG.md).`,
    )
    process.exitCode = 1
  }
}
