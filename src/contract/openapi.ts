import Type from 'typebox'
import { empty, endpoint } from './endpoint.ts'

/** The contract document. */
export const getOpenApi = endpoint({
  name: 'getOpenApi',
  tag: 'Service',
  summary: 'This document: the contract as OpenAPI 3.1.',
  description: 'The same for everybody. It may be kept for five minutes, and its `ETag` asked about after that.',
  method: 'GET',
  path: '/openapi.json',
  access: 'public',
  replies: {
    200: { contentType: 'application/json; charset=utf-8', schema: Type.Object({ openapi: Type.Literal('3.1.0') }) },
    304: empty,
  },
  hasEntityTag: true,
  example: { status: 200 },
})
