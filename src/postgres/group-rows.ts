/**
 * SQL for the items of a group as rows with these columns, and their positions from 1 as `n`. They travel as one JSON
 * text, which both sides handle faster than an array for each column: `$1` from `groupValues`, and `$2`, how many there
 * are.
 *
 * The two limits cut nothing off. The planner assumes that an unknown limit leaves a tenth of the rows, so here it
 * expects one row, and looks each up by its key. Expecting a hundred, a plan made while the table was small would read
 * the whole table, and PostgreSQL would keep that plan of a prepared statement when there are a million rows.
 */
export function groupRows(columns: string): string {
  const rows = `rows from (jsonb_to_recordset($1::jsonb) as (${columns})) with ordinality`
  return `select * from (select *, ordinality as n from ${rows} limit $2) as t limit $2`
}

/** SQL for an instant of a group: they travel as epoch milliseconds, in columns of `double precision`. */
export function instantSql(milliseconds: string): string {
  return `to_timestamp((${milliseconds}) / 1000)`
}

/** The values of `$1` and `$2`. Undefined members become null. */
export function groupValues(items: readonly object[]): readonly [json: string, count: number] {
  return [JSON.stringify(items), items.length]
}
