import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../scripts/commit-subjects.mjs', import.meta.url))

describe('the check of commit subjects', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rampway-commits-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  function git(...args: string[]): void {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false']
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' })
    expect(stderr + status).toMatch(/0$/)
  }
  const commit = (subject: string, body = '') =>
    git('commit', '--quiet', '--allow-empty', '--cleanup=verbatim', '-m', `${subject}\n\n${body}`)
  const check = () => spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' })

  /** A clone whose default branch ends here. */
  function branchOff(): void {
    git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  }

  test.each([
    'Open a widget that has an id and one link, whatever else is odd',
    'Shed what cannot be served',
    'Use one clock',
    'Test on PostgreSQL 15 too',
    'A'.repeat(72),
    'fixup! Open a widget',
  ])('passes %j', (subject) => {
    git('init', '--quiet')
    commit('first')
    branchOff()
    commit(subject, `A body may be as long as it likes. ${'It says why. '.repeat(20)}`)
    expect(check()).toMatchObject({ status: 0, stderr: '' })
  })

  test.each([
    ['A'.repeat(73), 'has 73 characters, 72 at most'],
    ['open a widget', 'starts without a capital letter'],
    ['Open a widget.', 'ends in a full stop'],
    ['Added a widget', 'is not in the imperative'],
    ['Fixes the widget', 'is not in the imperative'],
    ['Using one clock', 'is not in the imperative'],
  ])('refuses %j, and says what is wrong', (subject, fault) => {
    git('init', '--quiet')
    commit('First')
    branchOff()
    commit(subject)
    commit('Leave the one before it')
    const { status, stderr } = check()
    expect(status).toBe(1)
    expect(stderr).toContain(`${subject}\n  ${fault}`)
    expect(stderr).not.toContain('Leave the one before it')
  })

  test('leaves alone what is on the default branch, however it reads', () => {
    git('init', '--quiet')
    commit('a subject that breaks every rule there is and cannot be changed any more, since it was merged.')
    branchOff()
    expect(check()).toMatchObject({ status: 0, stderr: '' })
  })

  test('leaves alone what is older than the rule, and holds what comes after', async () => {
    git('init', '--quiet')
    commit('First')
    branchOff()
    commit('older than the rule')
    await mkdir(join(folder, 'scripts'))
    await writeFile(join(folder, 'scripts', 'commit-subjects.mjs'), '')
    git('add', '.')
    git('commit', '--quiet', '-m', 'Hold subjects to a rule')
    expect(check()).toMatchObject({ status: 0, stderr: '' })
    commit('newer than the rule')
    const { status, stderr } = check()
    expect(status).toBe(1)
    expect(stderr).toContain('newer than the rule')
    expect(stderr).not.toContain('older than the rule')
  })

  test('passes where no default branch is known', () => {
    git('init', '--quiet')
    commit('no remote.')
    expect(check()).toMatchObject({ status: 0, stderr: '' })
  })

  test('passes where the history is that of another repository around it', async () => {
    git('init', '--quiet')
    commit('First')
    branchOff()
    commit('not ours')
    const inner = join(folder, 'vendor')
    await mkdir(inner)
    expect(check()).toMatchObject({ status: 1 })
    expect(spawnSync(process.execPath, [script], { cwd: inner, encoding: 'utf8' })).toMatchObject({ status: 0 })
  })

  test('passes where there is no history', () => {
    expect(check()).toMatchObject({ status: 0, stderr: '' })
    git('init', '--quiet')
    expect(check()).toMatchObject({ status: 0, stderr: '' })
  })
})
