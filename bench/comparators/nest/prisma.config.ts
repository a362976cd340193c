import { defineConfig } from 'prisma/config'

// `prisma generate` insists on a schema engine, downloads one if it finds none, and never runs it: only `prisma migrate`
// does, which we do not use. Any existing file keeps it from reaching out.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({ schema: 'prisma/schema.prisma' })
