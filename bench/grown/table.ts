import type pg from 'pg'

/**
 * Empties a table and fills it with what a query gives, its indexes built afterwards; all in one transaction, so that
 * with `wal_level = minimal` none of it is written twice. A table without indexes gets those of `indexesLike`.
 * Partial indexes are there from the start: of these rows they take none, and to build one would read them all.
 */
export async function fillTable(
  client: pg.ClientBase,
  table: string,
  columns: string,
  select: string,
  indexesLike = table,
): Promise<void> {
  const { rows } = await client.query(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as index,
       c.conname as constraint_name, pg_get_constraintdef(c.oid) as constraint, i.indpred is not null as partial
     from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.conrelid = i.indrelid
     where i.indrelid = $1::regclass`,
    [indexesLike],
  )
  const [partial, whole] = [rows.filter((row) => row.partial === true), rows.filter((row) => row.partial !== true)]
  const steps = [
    'begin',
    `truncate ${table}`,
    ...(indexesLike === table ? whole.map((row) => dropOf(table, row)) : partial.map((row) => buildOf(table, row))),
    `insert into ${table} (${columns}) ${select}`,
    ...whole.map((row) => buildOf(table, row)),
    'commit',
  ]
  for (const step of steps) await client.query(step)
}

function dropOf(table: string, row: Record<string, unknown>): string {
  return row.constraint === null
    ? `drop index ${String(row.name)}`
    : `alter table ${table} drop constraint ${String(row.constraint_name)}`
}

function buildOf(table: string, row: Record<string, unknown>): string {
  return row.constraint === null
    ? String(row.index).replace(/^(CREATE (?:UNIQUE )?INDEX) \S+ ON (?:ONLY )?\S+/, `$1 on ${table}`)
    : `alter table ${table} add ${String(row.constraint)}`
}
