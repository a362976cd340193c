import { apiAt } from '../../parts/http.ts'

/** The operator API. */
export const { call, apiPath } = apiAt('/operator/v0')
