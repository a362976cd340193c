import type { Row } from './connection.ts'
import { type Database, internalsOf } from './database.ts'

/** What the job library runs its own statements with, on its own tables. */
export interface JobDatabase {
  readonly executeSql: (text: string, values?: readonly unknown[]) => Promise<{ rows: Row[] }>
}

/** Lets the job library work on the store's connections; it keeps its tables in a schema of its own. */
export function createJobDatabase(database: Database): JobDatabase {
  const { foreign } = internalsOf(database).connection
  return {
    executeSql: async (text, values = []) => {
      // A script has no rows.
      const rows: readonly Row[] | undefined = await foreign(text, values)
      return { rows: [...(rows ?? [])] }
    },
  }
}
