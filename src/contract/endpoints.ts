import { getAsset, listAssets } from './assets.ts'
import { getDynamicDevKeys, getPrivyDevKeys, makeDevOperatorToken, makeDevTenantKey, makeDevToken } from './dev.ts'
import type { Endpoint } from './endpoint.ts'
import { explainError, listErrors } from './explanations.ts'
import { getHealth, getMetrics, getReadiness } from './health.ts'
import { followLink, probeLink, receiveUser } from './links.ts'
import { getOpenApi } from './openapi.ts'
import { operatorEndpoints } from './operator-endpoints.ts'
import { partnerEndpoints } from './partner-endpoints.ts'
import { listQuotes } from './quotes.ts'
import { showReference } from './reference.ts'
import { getSession, listSessions, openSession, releaseSessionLink } from './sessions.ts'
import { createStreamTicket, streamSession } from './streams.ts'
import { getSupportedValues } from './supported-values.ts'
import { getTransaction, listTransactions } from './transactions.ts'
import { listWebhookKeys } from './webhook-keys.ts'
import { receiveMeldWebhook } from './webhooks.ts'

/** Every endpoint that the gateway serves, in the order of the documents; `rampway dev` serves those for `dev` too. */
export const endpoints: readonly Endpoint[] = [
  openSession,
  getSession,
  releaseSessionLink,
  listSessions,
  streamSession,
  createStreamTicket,
  listQuotes,
  listTransactions,
  getTransaction,
  getSupportedValues,
  listAssets,
  getAsset,
  followLink,
  probeLink,
  receiveUser,
  receiveMeldWebhook,
  listWebhookKeys,
  listErrors,
  explainError,
  getOpenApi,
  showReference,
  getHealth,
  getReadiness,
  getMetrics,
  ...partnerEndpoints,
  ...operatorEndpoints,
  makeDevToken,
  makeDevOperatorToken,
  makeDevTenantKey,
  getPrivyDevKeys,
  getDynamicDevKeys,
]
