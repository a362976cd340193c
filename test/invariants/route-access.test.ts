import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { expect } from 'vitest'
import type { Access, Endpoint } from '../../src/contract/endpoint.ts'
import { endpoints } from '../../src/contract/endpoints.ts'
import { createApp } from '../../src/http/app.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { listCallerRoutes, listRoutes } from './routes.ts'

/** The program's application with further routes, as `rampway dev` adds its own; never let onto the network. */
function buildWith(gateway: TestGateway, mount: (app: FastifyInstance) => void): FastifyInstance {
  return createApp(gateway.deps, { trustedProxies: [], keepAliveSeconds: 75, isDraining: () => false, mount })
}

const handler = async () => 'served'

test('a route that does not declare its access keeps the gateway from starting', ({ gateway }) => {
  for (const options of [{}, { config: {} }]) {
    expect(() => buildWith(gateway, (app) => app.get('/v0/forgotten', options, handler))).toThrow(
      /\/v0\/forgotten does not declare its access/,
    )
  }
})

test('what is for operators cannot be served on the public port, nor anything for users on theirs', ({ gateway }) => {
  for (const access of ['operator', 'operator_port', 'local'] as const) {
    expect(() => buildWith(gateway, (app) => app.get('/v0/strayed', { config: { access } }, handler))).toThrow(access)
  }
  const paths = listRoutes({ app: gateway.operatorApp }).map(({ path }) => path)
  expect(paths.filter((path) => !path.startsWith('/operator/'))).toEqual(
    expect.arrayContaining(['/healthz', '/readyz', '/metrics']),
  )
  expect(paths.filter((path) => path.startsWith('/v0/'))).toEqual([])
})

test('an access that does not exist keeps the gateway from starting', ({ gateway }) => {
  const config = JSON.parse('{"access":"everybody"}')
  expect(() => buildWith(gateway, (app) => app.get('/v0/mistyped', { config }, handler))).toThrow(
    'does not declare its access',
  )
})

test('a route for partners that does not say what their keys must allow keeps the gateway from starting', async ({
  gateway,
}) => {
  const routed = (config: { access: 'partner'; partnerScope?: 'read' }) =>
    buildWith(gateway, (app) => app.get('/v0/partner/forgotten', { config }, handler))
  expect(() => routed({ access: 'partner' })).toThrow(
    '/v0/partner/forgotten is for partners and does not declare its scope',
  )
  const app = routed({ access: 'partner', partnerScope: 'read' })
  expect((await app.inject('/v0/partner/forgotten')).statusCode).toBe(401)
  await app.close()
})

test('a plugin cannot add an undeclared route either', async ({ gateway }) => {
  const plugin: FastifyPluginAsync = async (scope) => {
    scope.get('/v0/hidden', handler)
  }
  const app = buildWith(gateway, (host) => {
    void host.register(plugin)
  })
  await expect(Promise.resolve(app.ready())).rejects.toThrow('/v0/hidden does not declare its access')
})

test('a route for users answers nobody without a token, though its handler does not check', async ({ gateway }) => {
  const app = buildWith(gateway, (host) => {
    host.get('/v0/for-users', { config: { access: 'user' } }, handler)
  })
  expect((await app.inject('/v0/for-users')).statusCode).toBe(401)
  await app.close()
})

test('every path of the API refuses whoever shows no token, with all its methods', async ({ gateway }) => {
  const routes = listCallerRoutes(gateway)
  const refused: string[] = []
  for (const { method, path } of routes) {
    const headers = { 'x-juno-orgid': 'org-demo:env-sandbox' }
    const { status } = await fetch(`${gateway.url}${path.replaceAll(/:\w+/g, 'x')}`, { method, headers })
    expect([401, 405], `${method} ${path}`).toContain(status)
    if (status === 401) refused.push(`${method} ${path}`)
  }
  expect(refused).toContain('POST /v0/ramp/sessions')
  for (const path of new Set(routes.map((route) => route.path))) {
    expect(
      refused.some((route) => route.endsWith(` ${path}`)),
      path,
    ).toBe(true)
  }
})

test('the development routes are those that rampway dev mounts, and no others', ({ gateway }) => {
  const app = buildWith(gateway, () => {})
  expect(app.printRoutes({ commonPrefix: false })).not.toMatch(/\/dev|_sim/)
  expect(listRoutes(gateway).map(({ path }) => path)).toContain('/dev/token')
})

const onOperatorPort: ReadonlySet<Access> = new Set<Access>(['operator', 'operator_port', 'local'])
const onBoth = new Set(['/healthz', '/readyz'])

function declaredFor(isServed: (endpoint: Endpoint) => boolean): ReadonlySet<string> {
  return new Set(
    endpoints
      .filter((endpoint) => endpoint.method !== 'HEAD' && isServed(endpoint))
      .flatMap(({ method, path, otherPath = path }) => [`${method} ${path}`, `${method} ${otherPath}`]),
  )
}

test('every route is an endpoint that is declared, and every endpoint has its route, on its port', ({ gateway }) => {
  const files = /^\/(?:assets|_sim|console)(?:\/|$)|^\/docs\//
  const servedBy = (app: FastifyInstance) =>
    new Set(
      listRoutes({ app })
        .filter(({ path }) => !files.test(path))
        .map(({ method, path }) => `${method} ${path}`),
    )
  expect(servedBy(gateway.app)).toEqual(declaredFor(({ access }) => !onOperatorPort.has(access)))
  const forOperators = declaredFor(({ access, path }) => onOperatorPort.has(access) || onBoth.has(path))
  expect(servedBy(gateway.operatorApp)).toEqual(forOperators)
})
