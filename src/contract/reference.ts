import { endpoint, page } from './endpoint.ts'

/** The contract document as a page. */
export const showReference = endpoint({
  name: 'showReference',
  tag: 'Service',
  summary: 'The reference page: this document to read, to search and to try out.',
  description: 'All it loads comes from the gateway; it calls nobody else.',
  method: 'GET',
  path: '/docs',
  access: 'public',
  replies: { 200: page },
  example: { status: 200 },
})
