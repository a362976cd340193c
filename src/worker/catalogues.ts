import { catalogueRefreshSeconds, refreshCatalogues } from '../operations/catalogue/catalogue.ts'
import type { Job } from './job.ts'

/** Refreshes every tenant's discovery data, once an hour, in one of the processes. */
export const cataloguesJob: Job = {
  name: 'catalogues',
  everySeconds: catalogueRefreshSeconds,
  runsMax: 1,
  run: (deps, task) => refreshCatalogues(deps, task.signal),
}
