import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const bundleFile = /\/cli\/bundle\/[^/]+\.js$/
/** What the bundler writes before each module; its own modules have no folder. */
const moduleLine = /^\/\/ (?:\0|(?:\S*\/)?(?:node_modules|dist)\/)(\S+\.m?js)$/

/** Finds the module that a line, counted from 0, of the bundled command came from; undefined for other files, and before the first module. */
export function createModuleFinder(): (url: string, line: number) => string | undefined {
  const files = new Map<string, readonly string[]>()
  return (url, line) => {
    if (!bundleFile.test(url)) return undefined
    const lines = files.get(url) ?? readFileSync(fileURLToPath(url), 'utf8').split('\n')
    files.set(url, lines)
    for (let at = line; at >= 0; at--) {
      const module = moduleLine.exec(lines[at] ?? '')?.[1]
      if (module !== undefined) return module
    }
    return undefined
  }
}
