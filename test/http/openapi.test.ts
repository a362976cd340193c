import { expect } from 'vitest'
import { contractDocument } from '../../src/contract/document.ts'
import { endpoints } from '../../src/contract/endpoints.ts'
import { programVersion } from '../../src/observe/version.ts'
import { test } from '../support/fixtures/gateway.ts'

test('/openapi.json is the contract document, for anybody, on any origin', async ({ gateway }) => {
  const response = await fetch(`${gateway.url}/openapi.json`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(response.headers.get('cache-control')).toBe('public, max-age=300')
  const document = JSON.stringify(contractDocument(endpoints, { version: programVersion, basePath: '' }))
  expect(await response.text()).toBe(document)
})

test('whoever has the document already is told so', async ({ gateway }) => {
  const first = await fetch(`${gateway.url}/openapi.json`)
  const etag = first.headers.get('etag') ?? ''
  const second = await fetch(`${gateway.url}/openapi.json`, { headers: { 'if-none-match': etag } })
  expect(second.status).toBe(304)
  expect(second.headers.get('etag')).toBe(etag)
  expect(await second.text()).toBe('')
})
