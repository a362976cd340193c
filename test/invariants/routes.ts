import type { TestGateway } from '../support/gateway.ts'

/** One method of one path pattern. */
export interface Route {
  readonly method: string
  readonly path: string
}

/** A level of the framework's drawing of its routes takes four columns. */
const columnsPerLevel = 4

/** Every route that `fetch` can call, as the framework itself lists them; many only answer 405. */
export function listRoutes({ app }: Pick<TestGateway, 'app'>): Route[] {
  const parents: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const match = /^([│\s├└─]+)(\S+)(?: \(([A-Z, ]+)\))?$/u.exec(line)
      if (match === null) return []
      const [, indent = '', part = '', methods = ''] = match
      parents.length = indent.length / columnsPerLevel - 1
      parents.push(part)
      const path = parents.join('')
      const callable = methods.split(', ').filter((method) => !['', 'HEAD', 'OPTIONS', 'TRACE'].includes(method))
      return callable.map((method) => ({ method, path }))
    })
}

/** Shown something else: Meld signs its webhooks, and a browser has the code of a portal link. */
const withoutCaller = /^\/v0\/(?:webhooks\/|webhook-keys$|partner\/portal-sign-in$)/

/** Those of the API's routes that users or partners call. */
export function listCallerRoutes(gateway: Pick<TestGateway, 'app'>): Route[] {
  return listRoutes(gateway).filter(({ path }) => path.startsWith('/v0/') && !withoutCaller.test(path))
}
