import type { Endpoint } from './endpoint.ts'
import { exportAuditEntries, listAuditEntries } from './operator-audit.ts'
import { getDeliveryAsOperator, listDeliveriesAsOperator, retryDeliveryAsOperator } from './operator-deliveries.ts'
import { getEventAsOperator, listEventsAsOperator, replayEventAsOperator } from './operator-events.ts'
import { findAsOperator } from './operator-find.ts'
import { getOperatorHealth } from './operator-health.ts'
import { createPortalLink } from './operator-portal-links.ts'
import { explainRouting } from './operator-routing.ts'
import { listSessionsAsOperator } from './operator-session-list.ts'
import {
  addSessionNote,
  cancelSession,
  checkSession,
  exportSession,
  readSessionAsOperator,
  releaseSessionLinkAsOperator,
} from './operator-sessions.ts'
import { getOperator, signInOperator, signOutOperator } from './operator-sign-in.ts'
import { getStats } from './operator-stats.ts'
import { createSwitch, endSwitch, listSwitches } from './operator-switches.ts'
import { createTenantKey, listTenantKeys, revokeTenantKey } from './operator-tenant-keys.ts'
import { listTenants } from './operator-tenants.ts'
import {
  changeWebhookEndpointAsOperator,
  createWebhookEndpointAsOperator,
  deleteWebhookEndpointAsOperator,
  getWebhookEndpointAsOperator,
  listWebhookEndpointsAsOperator,
  replayToWebhookEndpointAsOperator,
  rotateWebhookSecretAsOperator,
  testWebhookEndpointAsOperator,
} from './operator-webhook-endpoints.ts'
import { listIncomingWebhooks, retryIncomingWebhook } from './operator-webhooks.ts'

/** Every endpoint of the operator's port beside health and metrics, in the order of the documents. */
export const operatorEndpoints: readonly Endpoint[] = [
  getOperator,
  signInOperator,
  signOutOperator,
  getStats,
  listTenants,
  createTenantKey,
  listTenantKeys,
  revokeTenantKey,
  createPortalLink,
  getOperatorHealth,
  listSwitches,
  createSwitch,
  endSwitch,
  explainRouting,
  listIncomingWebhooks,
  retryIncomingWebhook,
  listWebhookEndpointsAsOperator,
  createWebhookEndpointAsOperator,
  getWebhookEndpointAsOperator,
  changeWebhookEndpointAsOperator,
  deleteWebhookEndpointAsOperator,
  rotateWebhookSecretAsOperator,
  testWebhookEndpointAsOperator,
  replayToWebhookEndpointAsOperator,
  listEventsAsOperator,
  getEventAsOperator,
  replayEventAsOperator,
  listDeliveriesAsOperator,
  getDeliveryAsOperator,
  retryDeliveryAsOperator,
  listAuditEntries,
  exportAuditEntries,
  findAsOperator,
  listSessionsAsOperator,
  readSessionAsOperator,
  exportSession,
  checkSession,
  releaseSessionLinkAsOperator,
  cancelSession,
  addSessionNote,
]
