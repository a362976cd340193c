import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readWorld, type SavedWorld } from './saved-world.ts'
import { readWorldForm, WORLD_VERSION, type WorldForm } from './world-form.ts'

/** The delay from a change until it is written: what a crash may cost. */
const SAVE_DELAY_MS = 400
/** Far beyond the largest saved world. */
const FILE_BYTES_MAX = 134_217_728

/** Told, in a sentence, what a person should know of the file. */
export type Say = (sentence: string) => void

/**
 * The world kept in that file; undefined when there is none. A file that cannot be understood, or that another version
 * wrote, is set aside beside it, and `say` is told. Throws when it may not be read at all.
 */
export async function loadWorld(path: string, say: Say): Promise<SavedWorld | undefined> {
  const text = await readIfThere(path)
  if (text === undefined) return undefined
  const world = parseWorld(text)
  if (typeof world === 'object') return world
  const aside = `${path}.set-aside`
  await rename(path, aside)
  say(`The simulator starts over: ${path} ${world}, and has been moved to ${aside}.`)
  return undefined
}

/** Writes a world to its file, soon after each change. */
export interface WorldKeeper {
  /** Something of the world has changed. */
  readonly changed: () => void
  /** Resolves once the last change is on disk. */
  readonly close: () => Promise<void>
}

/** Keeps what `take` gives in that file, always whole: it is written beside it and put in its place. */
export function keepWorld(path: string, take: () => WorldForm, say: Say): WorldKeeper {
  let isChanged = false
  let timer: NodeJS.Timeout | undefined
  let saving = Promise.resolve()
  let hasFailed = false

  async function save(): Promise<void> {
    if (!isChanged) return
    isChanged = false
    try {
      await replaceFile(path, JSON.stringify(take()))
      hasFailed = false
    } catch (error) {
      // Said once: the simulator works on, and every change tries again.
      if (!hasFailed) say(`The simulator cannot keep its world in ${path}: ${String(error)}`)
      hasFailed = true
    }
  }

  const saveNow = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    saving = saving.then(save)
    return saving
  }
  return {
    changed: () => {
      isChanged = true
      timer ??= setTimeout(saveNow, SAVE_DELAY_MS)
    },
    close: saveNow,
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  // It holds the secrets of webhooks.
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

/** The world, or what is wrong with the text. */
function parseWorld(text: string): SavedWorld | string {
  try {
    const value: unknown = JSON.parse(text)
    const form = readWorldForm(value)
    if (form !== undefined) return readWorld(form)
    const isOther = typeof value === 'object' && value !== null && 'version' in value && value.version !== WORLD_VERSION
    return isOther ? 'was written by another version' : 'is damaged'
  } catch {
    return 'is damaged'
  }
}

/** The file's text, undefined when there is none; empty, and so no world, when it is too large to be one. */
async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).size > FILE_BYTES_MAX ? '' : await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
