import type { BrowserContextOptions, Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import type { OperatorScope } from '../../src/domain/operator.ts'
import { test as base } from '../support/fixtures/browsed-gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'

/** Who visits the console, and how. */
interface VisitOptions extends BrowserContextOptions {
  /** Of the token that the browser is signed in with; null: it is not signed in. */
  readonly scopes?: readonly OperatorScope[] | null
}

/** Opens a page of the console in a browser that is signed in; `path` follows `/console`. */
type Visit = (path: string, options?: VisitOptions) => Promise<Tab>

/**
 * Kept by each page for tests: messages of a few words go away by themselves, and on a busy machine before anybody has
 * looked.
 */
const keepMessages = `
  globalThis.messages = []
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        for (const title of node.querySelectorAll?.('.toast-title') ?? []) messages.push(title.textContent)
  }).observe(document, { childList: true, subtree: true })`

/** Waits until the page has shown a message, whether it is still there or not. */
export async function untilTold(tab: Tab, message: string): Promise<void> {
  await expect.poll(() => tab.evaluate('messages')).toContain(message)
}

/** Tests of the console on a gateway with all of `rampway dev`. In each, nothing may offend its policy or go elsewhere. */
export const test = base.extend('visit', ({ gateway, newContext }, { onCleanup }): Visit => {
  const offences: string[] = []
  onCleanup(() => expect(offences).toEqual([]))
  return async (path, { scopes, ...options } = {}) => {
    const context = await newContext({
      locale: 'en-US',
      timezoneId: 'Europe/Berlin',
      viewport: { width: 1280, height: 900 },
      ...options,
    })
    await context.addInitScript(keepMessages)
    context.on('request', (request) => {
      if (!request.url().startsWith(`${gateway.operatorUrl}/`)) offences.push(`request to ${request.url()}`)
    })
    context.on('weberror', (error) => offences.push(error.error().message))
    context.on('console', (message) => {
      if (/content.security.policy|trusted/i.test(message.text())) offences.push(message.text())
    })
    if (scopes !== null) {
      const answer = await context.request.post(`${gateway.operatorUrl}/operator/v0/sign-in`, {
        data: { token: await gateway.operatorToken(scopes) },
        headers: { origin: gateway.operatorUrl },
      })
      expect(answer.status(), await answer.text()).toBe(200)
    }
    const tab = await context.newPage()
    await tab.goto(`${gateway.operatorUrl}/console${path}`)
    return tab
  }
})

test.override('gatewayOptions', { worker: true, console: true })

/** A session as the API answers it. */
export interface OpenedSession {
  readonly id: string
  readonly support_code: string
  readonly external_session_id: string
  readonly widget_url: string
}

/** Opens a session as an app does; `body` changes what is asked for. */
export async function openSession(gateway: TestGateway, body: Record<string, unknown> = {}): Promise<OpenedSession> {
  const { status, text, body: answered } = await gateway.openSession(sessionBody(body))
  expect(status, text).toBe(201)
  return answered.session
}

/** The page of a session. */
export function pageOf({ id }: Pick<OpenedSession, 'id'>): string {
  return `/sessions/${id}`
}
