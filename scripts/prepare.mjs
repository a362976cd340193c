// Brings a checkout to the state its sources ask for: packages installed, program built. Runs before anything is
// installed, so it uses Node alone.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyReferenceBundle } from './reference.mjs'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The folders of the packages, from the root. */
export const packages = readdirSync(join(root, 'packages'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => join('packages', entry.name))
  .filter((folder) => existsSync(join(root, folder, 'package.json')))

/** Those that tsc compiles, each into a `dist/` of its own. */
const compiledPackages = packages.filter((folder) => existsSync(join(root, folder, 'tsconfig.build.json')))

/** Those that Vite bundles for browsers, after tsc, into the same `dist/`. */
const bundledPackages = packages.filter((folder) => existsSync(join(root, folder, 'vite.config.ts')))

const oldestNode = [20, 19]

/** Refuses a Node that the program does not run on, in words rather than in a stack trace. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [needMajor, needMinor] = oldestNode
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return
  console.error(`Rampway needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

/** What makes the client's types of the contract document, with the compilers that it needs. */
export const clientCodegen = join('packages', 'client', 'codegen')

/** Installs the locked packages, of the root or of a folder with a lock of its own, unless that very lock is installed. */
export function ensureInstalled(folder = '') {
  const cwd = join(root, folder)
  const lock = digest(readFileSync(join(cwd, 'package-lock.json')))
  const stamp = join(cwd, 'node_modules', '.rampway-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  console.error(`Installing packages (npm ci)${folder === '' ? '' : ` in ${folder}`} …`)
  const { command, args } = npmCommand()
  run(command, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    stdio: ['inherit', 2, 2],
  })
  writeFileSync(stamp, lock)
}

/** Compiles and bundles unless the sources are what was compiled last. */
export function ensureBuilt() {
  const sources = digest(sourceFacts().join('\n'))
  const stamp = join(root, 'dist', '.sources')
  const outputs = ['', ...new Set([...compiledPackages, ...bundledPackages])].map((folder) =>
    join(root, folder, 'dist'),
  )
  const isComplete = [...outputs, join(root, 'dist', 'src', 'cli', 'bundle')].every(existsSync)
  if (isComplete && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  console.error('Building …')
  for (const output of outputs) rmSync(output, { recursive: true, force: true })
  const projects = [...compiledPackages, ''].map((folder) => join(root, folder, 'tsconfig.build.json'))
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--build', ...projects])
  run(process.execPath, [join(root, 'scripts', 'bundle.mjs')])
  for (const folder of bundledPackages) {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    for (const mode of modesOf(folder)) {
      run(process.execPath, [vite, 'build', '--mode', mode, '--logLevel', 'warn'], { cwd: join(root, folder) })
    }
  }
  copyReferenceBundle(root)
  cpSync(join(root, 'migrations'), join(root, 'dist', 'migrations'), { recursive: true })
  cpSync(join(root, 'package.json'), join(root, 'dist', 'package.json'))
  writeFileSync(stamp, sources)
}

/** What a bundled package is bundled for: each folder that is an application by itself; else the whole of it, once. */
function modesOf(folder) {
  const applications = readdirSync(join(root, folder)).filter((name) =>
    existsSync(join(root, folder, name, 'index.html')),
  )
  return applications.length > 0 ? applications : ['production']
}

/** Installs and builds the benchmark's comparators, which have packages of their own. */
export function ensureComparators() {
  const folder = join(root, 'bench', 'comparators')
  const facts = filesUnder(folder, ['express', 'nest']).concat(
    ['package-lock.json', 'tsconfig.json'].map((name) => factOf(join(folder, name))),
  )
  const state = digest(facts.sort().join('\n'))
  const stamp = join(folder, 'dist', '.sources')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return
  console.error("Installing and building the benchmark's comparators …")
  const npm = npmCommand()
  run(npm.command, [...npm.args, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder })
  run(npm.command, [...npm.args, 'run', '--silent', 'build'], { cwd: folder })
  writeFileSync(stamp, state)
}

function npmCommand() {
  const npm = process.env.npm_execpath
  return npm?.endsWith('.js') ? { command: process.execPath, args: [npm] } : { command: 'npm', args: [] }
}

/** Runs a command with our terminal; a failure ends this program with its exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: command === 'npm', ...options })
  if (result.status !== 0) process.exit(result.status ?? 1)
}

function sourceFacts() {
  const facts = ['package-lock.json', join('packages', 'tsconfig.build.json'), join('scripts', 'bundle.mjs')]
    .concat(['', ...compiledPackages].flatMap(settingsIn))
    .map(factOf)
  facts.push(
    ...filesUnder(root, ['src', 'migrations', 'bench', ...compiledPackages.map((folder) => join(folder, 'src'))]),
    ...filesUnder(root, bundledPackages),
  )
  return facts.sort()
}

function settingsIn(folder) {
  return readdirSync(join(root, folder))
    .filter((name) => /^(package|tsconfig(\.\w+)?)\.json$/.test(name))
    .map((name) => join(folder, name))
}

/** Facts of the sources in some folders; not of what is installed, built or measured there. */
function filesUnder(base, folders) {
  return folders.flatMap((folder) =>
    readdirSync(join(base, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(base, folder, entry.name)
      if (entry.isFile()) return /\.(tsx?|css|html|svg|sql|prisma)$/.test(entry.name) ? [factOf(path)] : []
      return ['node_modules', 'dist', 'generated'].includes(entry.name)
        ? []
        : filesUnder(join(base, folder), [entry.name])
    }),
  )
}

function factOf(path) {
  const { size, mtimeMs } = statSync(join(root, path.startsWith(root) ? path.slice(root.length) : path))
  return `${path} ${size} ${mtimeMs}`
}

function digest(content) {
  return createHash('sha256').update(content).digest('hex')
}
