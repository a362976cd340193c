// Part of `npm run check`: the subjects of the commits that are not on the default branch yet. Where nothing can be told
// (no git, no history, no remote, a commit that is on the default branch) there is nothing to check.
import { spawnSync } from 'node:child_process'

/** What git's own lists, and those of forges, show of a subject before they cut it. */
const longestSubject = 72

/** The usual slips. Whether any word is an imperative cannot be told from its form: "Embed" is, "Added" is not. */
const notImperative =
  /^(add|allow|chang|clean|creat|delet|document|fix|implement|improv|introduc|mak|mov|refactor|remov|renam|support|test|updat|us)(e?s|e?d|ing)\b/i

function faultOf(subject) {
  if (subject.length > longestSubject) return `has ${subject.length} characters, ${longestSubject} at most`
  if (!/^\p{Lu}/u.test(subject)) return 'starts without a capital letter'
  if (subject.endsWith('.')) return 'ends in a full stop'
  if (notImperative.test(subject)) return 'is not in the imperative ("Add …", not "Added …" or "Adds …")'
  return undefined
}

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' })
  return status === 0 ? stdout : undefined
}

function unmergedCommits() {
  // Unpacked inside somebody else's repository, its commits are none of ours.
  if (git('rev-parse', '--show-prefix')?.trim() !== '') return []
  const branch = ['origin/HEAD', 'origin/main'].find((name) => git('rev-parse', '--verify', '--quiet', name))
  // What is older than the rule is not held to it.
  const rule = git('log', '--diff-filter=A', '--format=^%H', '-1', '--', 'scripts/commit-subjects.mjs')?.trim()
  const since = rule ? [rule] : []
  const log = branch && git('log', '--no-merges', '--format=%h %s', `${branch}..HEAD`, ...since, '--')
  return log ? log.trim().split('\n') : []
}

const faults = unmergedCommits().flatMap((line) => {
  const subject = line.slice(line.indexOf(' ') + 1)
  // `git commit --fixup` makes these; they are gone before the branch is merged.
  const fault = /^(fixup|squash|amend)! /.test(subject) ? undefined : faultOf(subject)
  return fault ? [`${line}\n  ${fault}`] : []
})
if (faults.length > 0) {
  console.error(
    `${faults.join('\n')}\nReword with git commit --amend, or git rebase -i for an older one (CONTRIBUTING.md).`,
  )
  process.exitCode = 1
}
