import type { FastifyInstance } from 'fastify'
import { basePathOf } from '../../contract/base-path.ts'
import { contractDocument } from '../../contract/document.ts'
import { endpoints } from '../../contract/endpoints.ts'
import { getOpenApi } from '../../contract/openapi.ts'
import { programVersion } from '../../observe/version.ts'
import { entityTagOf } from '../entity-tags.ts'
import { serve } from '../serve.ts'

/** The contract document, written when it is first asked for, and once: it never changes while the program runs. */
export function openApiRoutes(app: FastifyInstance, publicUrl: string): void {
  let written: ReturnType<typeof writeDocument> | undefined
  serve(app, getOpenApi, async () => {
    written ??= writeDocument(basePathOf(publicUrl))
    return { status: 200, ...written }
  })
}

function writeDocument(basePath: string) {
  const body = JSON.stringify(contractDocument(endpoints, { version: programVersion, basePath }))
  const headers = {
    'cache-control': 'public, max-age=300',
    etag: entityTagOf(body),
    // It holds nothing that is anybody's own, and tools on other origins read it.
    'access-control-allow-origin': '*',
  }
  return { headers, body }
}
