import type { Rule } from './import-rules.ts'
import type { SourceFile } from './source-file.ts'

/** The tables whose rows belong to a tenant, as the migrations create them. */
export function tenantTables(migrations: readonly string[]): string[] {
  const sql = migrations.join('\n').replaceAll(/--.*$/gm, '')
  const tables = sql.matchAll(/create table (?:if not exists )?(?<name>\w+)\s*\((?<body>[^;]*)\)/gi)
  return [...tables].flatMap(({ groups }) => (/\btenant_id\b/.test(groups?.body ?? '') ? (groups?.name ?? []) : []))
}

/** Every part of a statement that reads or writes a tenant's table names the tenant. */
export function checkStatements(tables: readonly string[]): Rule {
  const uses = usesOf(tables)
  return (files) =>
    storeFiles(files).flatMap((file) =>
      file.literals.flatMap(({ text }) =>
        queriesOf(text).flatMap((query) => {
          const table = uses.exec(query)?.groups?.table
          if (table === undefined || /\btenant_id\b/.test(query)) return []
          const shown = query.trim().replaceAll(/\s+/g, ' ').slice(0, 80)
          return [`${file.path}: "${shown}" uses ${table} without tenant_id: a row is found by its tenant first.`]
        }),
      ),
    )
}

/** The database, or the transaction of a step that this is a part of. */
const places = ['database: Database', 'query: Query']
/** One tenant; or, for background jobs, those that one statement reads together. */
const scopes = ['tenant: TenantId', 'tenants: readonly TenantId[]']

const exportedStep = /\bexport\s+async\s+function\s+(?<name>\w+)\s*(?:<[^(]*>)?\(\s*(?<parameters>[^)]*)/g

/** What works on a tenant's tables takes the tenant right after the database. */
export function checkTenantParameters(tables: readonly string[]): Rule {
  const uses = usesOf(tables)
  return (files) =>
    storeFiles(files)
      .filter(({ literals }) => literals.some(({ text }) => uses.test(text)))
      .flatMap(({ path, code }) =>
        [...code.matchAll(exportedStep)].flatMap(({ groups }) => {
          const [first, second] = (groups?.parameters ?? '').split(',').map((part) => part.trim())
          if (places.includes(first ?? '') && scopes.includes(second ?? '')) return []
          return [
            `${path}: ${groups?.name} must begin with (database: Database, tenant: TenantId, …): no tenant, no query.`,
          ]
        }),
      )
}

function usesOf(tables: readonly string[]): RegExp {
  return new RegExp(`\\b(?:from|join|into|update)\\s+(?:only\\s+)?(?<table>${tables.join('|')})\\b`, 'i')
}

/** What only operators are shown: it reads across all tenants on purpose, those included that are not served any more. */
const acrossTenants: ReadonlySet<string> = new Set([
  'src/store/session-search.ts',
  'src/store/session-summaries.ts',
  'src/store/transaction-search.ts',
])
/** What a secret is found in, by its hash: only what is found tells which tenant its holder may act for. */
const provesTenants: ReadonlySet<string> = new Set(['src/store/partner-secrets.ts', 'src/store/stream-tickets.ts'])

function storeFiles(files: readonly SourceFile[]): SourceFile[] {
  return files.filter(
    ({ path, isTest }) =>
      /^src\/(postgres|store)\//.test(path) && !isTest && !acrossTenants.has(path) && !provesTenants.has(path),
  )
}

/** The queries of a statement, each without those that are nested in it. */
function queriesOf(sql: string): string[] {
  const done: string[] = []
  const open = [{ text: '', isQuery: true }]
  for (let i = 0; i < sql.length; i++) {
    const letter = sql.charAt(i)
    const inner = open.at(-1)
    if (inner === undefined) break
    if (letter === '(') {
      open.push({ text: '', isQuery: /^\s*(?:select|insert|update|delete|with)\b/i.test(sql.slice(i + 1)) })
      continue
    }
    if (letter !== ')' || open.length === 1) {
      inner.text += letter
      continue
    }
    open.pop()
    const outer = open.at(-1)
    if (inner.isQuery) done.push(inner.text)
    else if (outer !== undefined) outer.text += `(${inner.text})`
  }
  return [...done, ...open.map(({ text }) => text)]
}
