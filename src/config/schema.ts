import Type, { type Static } from 'typebox'
import { mapping } from './members.ts'
import { settingsShape } from './settings.ts'
import { tenantShape } from './tenant.ts'

/** More than belongs in one file, and still read in about a second. */
export const tenantsMax = 10_000

/** The shape of the configuration file: the single source of its check, its type and its published JSON Schema. */
export const fileSchema = mapping({
  ...settingsShape,
  tenants: Type.Array(tenantShape, { minItems: 1, maxItems: tenantsMax, description: 'Who may use this gateway.' }),
})

/** A file that has passed the schema. */
export type FileValue = Static<typeof fileSchema>
