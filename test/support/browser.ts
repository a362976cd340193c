import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** Headless, Chrome calls itself HeadlessChrome, and links treat it as the robot that it is. */
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'

/** Unpacking takes some 3 s alone; this is for a machine that is busy with everything else. */
const unpackTimeoutMs = 120_000
const launchTimeoutMs = 60_000
/** How long a test's hook has for both. */
export const browserStartMs = unpackTimeoutMs + launchTimeoutMs

/**
 * Starts the Chromium that came with the dependencies, without a window; the caller closes it. Throws an error that
 * says what to install when it cannot start: a test that needs a browser never passes without one.
 */
export async function launchBrowser(): Promise<Browser> {
  try {
    const folder = await unpackChromium()
    return await chromium.launch({
      executablePath: join(folder, 'chromium'),
      args: [...launchArguments, `--user-agent=${userAgent}`],
      headless: true,
      timeout: launchTimeoutMs,
      // Its own fonts, so that pages measure alike on every machine.
      env: { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') },
    })
  } catch (cause) {
    throw new Error(
      'Chromium cannot start, and the browser tests need it. It runs on Linux (x64 or arm64) with the system libraries ' +
        'libnss3 and libnspr4: on Debian or Ubuntu run "apt-get install libnss3", then try again. ' +
        `What went wrong: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
  }
}

/**
 * The folder with the unpacked browser. The package unpacks straight into the temporary folder, where a second process
 * would start a half-written file; so each process unpacks apart, and the first to finish gives its folder the name.
 */
async function unpackChromium(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const folder = join(tmpdir(), `rampway-chromium-${await readVersion(entry)}-${userInfo().uid}`)
  if (existsSync(folder)) return folder
  const draft = await mkdtemp(`${folder}-`)
  try {
    await promisify(execFile)(process.execPath, ['--eval', `require(${JSON.stringify(entry)}).executablePath()`], {
      env: { ...process.env, TMPDIR: draft },
      timeout: unpackTimeoutMs,
    })
    // The package's own file names a folder that only exists on its home platform.
    await writeFile(join(draft, 'fonts.conf'), fontSettings(folder))
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

async function readVersion(entry: string): Promise<string> {
  const description: unknown = JSON.parse(await readFile(join(entry, '../../../package.json'), 'utf8'))
  if (typeof description === 'object' && description !== null && 'version' in description) {
    return String(description.version)
  }
  throw new Error('The package @sparticuz/chromium has no version; run "npm ci" again.')
}

function fontSettings(folder: string): string {
  return `<?xml version="1.0"?>
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`
}
