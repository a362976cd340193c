import Type from 'typebox'
import { endpoint, page } from './endpoint.ts'

/** Every error code. */
export const listErrors = endpoint({
  name: 'listErrors',
  tag: 'Service',
  summary: 'Every error code with its title and remedy, for people.',
  description: 'The same words as in the refusals of this document.',
  method: 'GET',
  path: '/errors',
  otherPath: '/errors/',
  access: 'public',
  replies: { 200: page },
  example: { status: 200 },
})

/** What an error code means, where a problem's `type` leads. */
export const explainError = endpoint({
  name: 'explainError',
  tag: 'Service',
  summary: 'What an error code means and what to do about it, for people. A problem’s `type` leads here.',
  description: 'An unknown code is a 404 that leads to the list.',
  method: 'GET',
  path: '/errors/:code',
  access: 'public',
  params: { code: Type.String({ description: 'in any case' }) },
  replies: { 200: page },
  errors: ['route_not_found'],
  example: { params: { code: 'rmp-400-004' }, status: 200 },
})

/** A file that our pages refer to; its name holds a hash of its content. */
export function pageFile<const Path extends string>(path: Path, contentType: string) {
  return endpoint({
    name: 'getPageFile',
    tag: 'Service',
    summary: 'A file that our pages refer to.',
    description: 'The name holds a hash of the content, so it may be kept for a year.',
    method: 'GET',
    path,
    access: 'public',
    replies: { 200: { contentType } },
  })
}

const contentHash = { hash: Type.String({ description: 'of the file’s content' }) }

/** A file of a tenant's brand, at a path with a parameter `hash`. */
export function brandFile<const Path extends string>(path: Path, contentType: string) {
  return endpoint({
    name: 'getBrandFile',
    tag: 'Service',
    summary: 'A file of how a tenant shows itself on our pages.',
    description: 'A logo, or the colours that follow from an accent. It is kept as the files of all pages are.',
    method: 'GET',
    path,
    access: 'public',
    params: contentHash,
    replies: { 200: { contentType } },
    errors: ['route_not_found'],
  })
}
