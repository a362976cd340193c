import './data-table.css'
import type { ReactNode } from 'react'

/** A column of a table. */
export interface Column<Row> {
  readonly key: string
  readonly label: string
  readonly cell: (row: Row) => ReactNode
  /** Figures stand at the end of their column. */
  readonly isFigure?: boolean
  /** Heads the card that a row becomes where there is no room for columns. */
  readonly isTitle?: boolean
}

/** Rows in columns; where there is no room for columns, each row is a card. */
export interface DataTableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
}

// The roles are said again: a row that is shown as a card would lose them in some browsers.
export function DataTable<Row>({ label, columns, rows, keyOf }: DataTableProps<Row>) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: see above
    <table className="data-table" aria-label={label} role="table">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.key} scope="col" role="columnheader" className={column.isFigure ? 'figure' : undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column) => (
              <td key={column.key} role="cell" data-label={column.label} className={classOf(column)}>
                <div className="cell">{column.cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: see above
  )
}

function classOf({
  isFigure = false,
  isTitle = false,
}: Pick<Column<never>, 'isFigure' | 'isTitle'>): string | undefined {
  const names = [...(isFigure ? ['figure'] : []), ...(isTitle ? ['title'] : [])]
  return names.length === 0 ? undefined : names.join(' ')
}
