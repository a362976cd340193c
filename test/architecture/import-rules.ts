import type { Import, SourceFile } from './source-file.ts'

/** Finds what breaks a rule; each fault names the file and says how to fix it. */
export type Rule = (files: readonly SourceFile[]) => string[]

/**
 * What each folder of `src/` may import of ours, beside itself. Imports go down and never across: folders of one rank
 * do not know each other. A folder within one may have a row of its own. A folder that is not listed here is refused,
 * so that every new one is placed on purpose.
 */
const mayImport: Readonly<Record<string, readonly string[] | 'anything'>> = {
  domain: [],
  observe: ['domain'],
  outbound: ['domain', 'observe'],
  contract: ['domain', 'observe'],
  postgres: ['domain', 'observe'],
  store: ['domain', 'observe', 'postgres'],
  aggregators: ['domain', 'observe', 'outbound'],
  identity: ['domain', 'observe', 'outbound'],
  // What a kind of issuer is: the configuration reads it too, so nothing of it may reach the network.
  'identity/kinds': [
    'domain',
    ...['claims.ts', 'format.ts', 'json.ts', 'public-key.ts', 'signature-algorithm.ts', 'verification.ts'].map(
      (file) => `identity/${file}`,
    ),
  ],
  operations: ['domain', 'observe', 'contract', 'postgres', 'store', 'identity', 'aggregators/aggregator.ts'],
  pages: ['domain'],
  // Looks at everything, the network and this machine included; changes nothing.
  doctor: [
    'domain',
    'observe',
    'operations',
    'postgres',
    'store',
    'identity',
    'aggregators/aggregator.ts',
    'outbound',
    'worker/job.ts',
  ],
  http: ['domain', 'observe', 'contract', 'operations', 'pages'],
  worker: ['domain', 'observe', 'operations', 'postgres/due-work.ts'],
  config: [
    'domain',
    'observe',
    'identity/kinds/kind.ts',
    'identity/kinds/registry.ts',
    'identity/public-key.ts',
    'identity/signature-algorithm.ts',
  ],
  'composition.ts': 'anything',
  'gateway.ts': 'anything',
  dev: 'anything',
  cli: 'anything',
}

/**
 * What each package of `packages/` may take from the others, by their names. None knows the gateway, and there is none
 * for what several share: a package is there because it has a consumer of its own.
 */
const siblingsOf: Readonly<Record<string, readonly string[]>> = {
  client: [],
  embed: [],
  'private-postgres': [],
  simulator: [],
  web: ['client', 'embed'],
}

/** Which files may use a package, by the beginning of their paths. Packages that are not listed are free. */
const packageOwners: Readonly<Record<string, readonly string[]>> = {
  '@rampway/private-postgres': ['src/cli/'],
  '@rampway/simulator': ['src/cli/'],
  '@rampway/web': ['src/dev/', 'src/http/console.ts', 'src/http/portal.ts'],
  '@fastify/static': ['src/http/static-files.ts'],
  fastify: ['src/http/', 'src/gateway.ts', 'src/dev/', 'packages/simulator/'],
  pg: ['src/postgres/', 'packages/private-postgres/'],
  jose: ['src/identity/', 'src/dev/'],
  undici: ['src/outbound/'],
}

/** Folders that compute and never touch files. */
const fileless = ['domain', 'contract', 'operations', 'http']

/** Node's modules that can open a connection, and what of them opens none. */
const networkModules = ['http', 'https', 'http2', 'net', 'tls', 'dgram']
const harmlessNetworkNames = [
  'createServer',
  'ServerResponse',
  'STATUS_CODES',
  'METHODS',
  'isIP',
  'isIPv4',
  'isIPv6',
  'BlockList',
  'SocketAddress',
]
const networkOwners = ['src/outbound/']

/** What `postgres/` and `store/` keep to themselves: with any of these a statement could be written elsewhere. */
const storeInternals = ['query', 'Query', 'Connection', 'openConnection', 'Internals', 'internalsOf', 'runStep', 'Step']

/** Imports go down the ranks, and none leaves a package. */
export const checkRanks: Rule = (files) =>
  eachImport(files, (file, imported) => {
    const { target, specifier } = imported
    if (file.path.startsWith('packages/')) return judgePackage(file, imported)
    if (target === undefined) return undefined
    const [from, to] = [file.path.split('/'), target.split('/')]
    const folder = from.slice(1, 3).join('/')
    const layer = mayImport[folder] === undefined ? (from[1] ?? '') : folder
    const allowed = mayImport[layer]
    if (allowed === undefined) {
      return `lies in src/${layer}, which has no rank: add it to mayImport in test/architecture/import-rules.ts`
    }
    if (to[0] !== 'src') return `imports ${specifier}: the program may not need anything outside src/`
    if (allowed === 'anything' || target.startsWith(`src/${layer}/`) || to[1] === layer) return undefined
    const isAllowed = allowed.some((entry) => to[1] === entry || target === `src/${entry}`)
    if (isAllowed) return undefined
    const may = allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')
    return `imports ${target}: src/${layer} may import ${may}. Move the shared part down, or hand it in as an argument`
  })

function judgePackage(file: SourceFile, { target, specifier }: Import): string | undefined {
  const name = file.path.split('/')[1] ?? ''
  const siblings = siblingsOf[name]
  if (siblings === undefined) {
    return `lies in packages/${name}, which has no rank: add it to siblingsOf in test/architecture/import-rules.ts`
  }
  if (target?.startsWith(`packages/${name}/`) === true) return undefined
  const sibling = /^@rampway\/([\w-]+)/.exec(specifier)?.[1]
  if (target === undefined && (sibling === undefined || siblings.includes(sibling))) return undefined
  return `imports ${specifier}: packages/${name} stands alone; copy what it needs, or take it as an argument`
}

/** What lies in a package is reached by what the package exports. */
export const checkPackageEntries: Rule = (files) =>
  eachImport(files, (file, { target, specifier }) => {
    if (target?.startsWith('packages/') !== true || file.path.startsWith('packages/')) return undefined
    return `imports ${specifier}: take it from @rampway/${target.split('/')[1]}, by what its package.json exports`
  })

/** Each listed package is used by its owners alone. */
export const checkPackages: Rule = (files) =>
  eachImport(files, (file, { specifier, target }) => {
    if (target !== undefined) return undefined
    const name = packageName(specifier)
    const owners = packageOwners[name]
    if (owners === undefined || isIn(file, owners)) return undefined
    return `imports ${specifier}: only ${owners.join(', ')} may use ${name}; call what they export`
  })

/** Pure layers read no files. */
export const checkFileAccess: Rule = (files) =>
  eachImport(files, (file, { specifier }) => {
    const layer = file.path.split('/')[1] ?? ''
    if (!file.path.startsWith('src/') || !fileless.includes(layer) || !/^(?:node:)?fs(?:\/|$)/.test(specifier)) {
      return undefined
    }
    return `imports ${specifier}: src/${layer} touches no files; read them at the start and hand the content in`
  })

/** One place opens sockets. */
export const checkNetwork: Rule = (files) =>
  eachImport(files, (file, { specifier, values }) => {
    const module = specifier.replace(/^node:/, '')
    if (!file.path.startsWith('src/') || !networkModules.includes(module) || isIn(file, networkOwners)) return undefined
    const used = values.filter((name) => !harmlessNetworkNames.includes(name))
    if (used.length === 0) return undefined
    return `takes ${used.join(', ')} from ${specifier}: only src/outbound opens connections; send through createOutbound`
  })

const statementFolders = ['src/postgres/', 'src/store/']

/** Nobody above the store can write a statement. */
export const checkStoreInternals: Rule = (files) =>
  eachImport(files, (file, { target, names }) => {
    if (
      isIn(file, statementFolders) ||
      target === undefined ||
      !statementFolders.some((folder) => target.startsWith(folder))
    ) {
      return undefined
    }
    const used = names.filter((name) => name === '*' || storeInternals.includes(name))
    if (used.length === 0) return undefined
    return `takes ${used.join(', ')} from ${target}: statements are written in src/store and src/postgres only; add a function there for the step`
  })

/** Every import of ours is of a file that is there. */
export const checkTargets: Rule = (files) => {
  const known = new Set(files.map(({ path }) => path))
  return eachImport(files, (_file, { target, specifier }) => {
    // Style sheets are no source files; the bundler misses one that is not there.
    if (target === undefined || known.has(target) || target.endsWith('.css')) return undefined
    return `imports ${specifier}, which is no file: write the path with its .ts`
  })
}

/** No file needs itself, however far around, nor a type of its own. */
export const checkCycles: Rule = (files) => {
  const graph = new Map(files.map(({ path, imports }) => [path, imports.flatMap(({ target }) => target ?? [])]))
  const faults: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at !== -1) {
      const circle = [...trail.slice(at), path].join(' → ')
      faults.push(`${path}: imports itself by way of ${circle}; move what both need into a third file`)
    }
    if (at !== -1 || done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return faults
}

function eachImport(
  files: readonly SourceFile[],
  judge: (file: SourceFile, imported: Import) => string | undefined,
): string[] {
  return files.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const fault = judge(file, imported)
      return fault === undefined ? [] : [`${file.path}: ${fault}.`]
    }),
  )
}

function isIn(file: SourceFile, places: readonly string[]): boolean {
  return places.some((place) => file.path === place || (place.endsWith('/') && file.path.startsWith(place)))
}

function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}
