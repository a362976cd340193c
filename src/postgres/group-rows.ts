/**
 * SQL for the items of a group as rows with these columns, and with their places from 1 as `n`. They come as one JSON
 * text, which both sides read faster than an array for each column: `$1` from `groupValues`, and `$2`, how many there
 * are.
 *
 * The two limits cut nothing. A planner that cannot know a limit expects a tenth of the rows, so here it expects one,
 * and looks each row up by its key. PostgreSQL keeps the plan of a prepared statement: expecting a hundred, and made
 * while the table was small, it would read the whole table, and go on doing so when there are a million rows.
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
