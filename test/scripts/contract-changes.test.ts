import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../scripts/contract-changes.mjs', import.meta.url))

describe('the check of contract changes', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rampway-contract-'))
    git('init', '--quiet')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  function git(...args: string[]): void {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false']
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' })
    expect(stderr + status).toMatch(/0$/)
  }
  const check = (cwd = folder) => spawnSync(process.execPath, [script], { cwd, encoding: 'utf8' })

  /** Writes a document of that version with these paths, and commits it. */
  async function write(version: string, ...paths: string[]): Promise<void> {
    const item = { get: { responses: {} } }
    const document = { info: { version }, paths: Object.fromEntries(paths.map((path) => [path, item])) }
    await writeFile(join(folder, 'openapi.json'), JSON.stringify(document))
    git('add', '.')
    git('commit', '--quiet', '--allow-empty', '-m', 'Write it')
  }

  test('says so where no release has a document', async () => {
    await writeFile(join(folder, 'README'), '')
    git('add', '.')
    git('commit', '--quiet', '-m', 'First')
    git('tag', 'v0.1.0')
    await write('0.1.0', '/a')
    expect(check()).toMatchObject({ status: 0, stderr: expect.stringContaining('No release has an openapi.json') })
  })

  test('names what a release would break, and fails', async () => {
    await write('1.0.0', '/a', '/b')
    git('tag', 'v1.0.0')
    await write('1.1.0', '/a')
    expect(check()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Breaks callers of v1.0.0:\n  GET /b: removed\n'),
    })
  })

  test('compares with the newest release that has a document', async () => {
    await write('1.9.0', '/a', '/b')
    git('tag', 'v1.9.0')
    await write('1.10.0', '/a')
    git('tag', 'v1.10.0')
    await write('1.11.0', '/a', '/c')
    expect(check()).toMatchObject({ status: 0, stderr: 'Nothing breaks callers of v1.10.0.\n' })
  })

  test.each([
    ['0.4.0', '0.5.0', 0],
    ['0.4.0', '0.4.1', 1],
    ['1.4.0', '1.5.0', 1],
    ['1.4.0', '2.0.0', 0],
  ])('from %s to %s a break ends with %i', async (before, after, status) => {
    await write(before, '/a', '/b')
    git('tag', `v${before}`)
    await write(after, '/a')
    const checked = check()
    expect(checked.status).toBe(status)
    expect(checked.stderr).toContain('GET /b: removed')
  })

  test('leaves the tags of a repository around it alone', async () => {
    await write('1.0.0', '/a', '/b')
    git('tag', 'v1.0.0')
    const inner = join(folder, 'vendor')
    await mkdir(inner)
    await writeFile(join(inner, 'openapi.json'), '{"info":{"version":"1.1.0"},"paths":{}}')
    expect(check(inner)).toMatchObject({ status: 0, stderr: expect.stringContaining('No release') })
  })
})
