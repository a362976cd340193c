import { catalogueRefreshSeconds, refreshCatalogues } from '../operations/catalogue/catalogue.ts'
import type { Job } from './job.ts'

/** Reads every tenant's discovery data anew, once an hour in one of all the processes. */
export const cataloguesJob: Job = {
  name: 'catalogues',
  everySeconds: catalogueRefreshSeconds,
  runsMax: 1,
  run: (deps, task) => refreshCatalogues(deps, task.signal),
}
