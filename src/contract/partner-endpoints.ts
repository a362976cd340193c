import type { Endpoint } from './endpoint.ts'
import { getDelivery, listDeliveries, retryDelivery } from './partner-deliveries.ts'
import { getEvent, listEvents, replayEvent } from './partner-events.ts'
import { getPartner } from './partner-me.ts'
import { getSessionAsPartner, listSessionsAsPartner } from './partner-sessions.ts'
import { streamEvents } from './partner-streams.ts'
import { getTransactionAsPartner, listTransactionsAsPartner } from './partner-transactions.ts'
import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  getWebhookEndpoint,
  listWebhookEndpoints,
  replayToWebhookEndpoint,
  rotateWebhookSecret,
  testWebhookEndpoint,
} from './partner-webhook-endpoints.ts'
import { signInToPortal, signOutOfPortal } from './portal-sign-in.ts'

/** Every endpoint for partners, in the order of the documents. */
export const partnerEndpoints: readonly Endpoint[] = [
  getPartner,
  listSessionsAsPartner,
  getSessionAsPartner,
  listTransactionsAsPartner,
  getTransactionAsPartner,
  listEvents,
  streamEvents,
  getEvent,
  replayEvent,
  listWebhookEndpoints,
  createWebhookEndpoint,
  getWebhookEndpoint,
  changeWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateWebhookSecret,
  testWebhookEndpoint,
  replayToWebhookEndpoint,
  listDeliveries,
  getDelivery,
  retryDelivery,
  signInToPortal,
  signOutOfPortal,
]
