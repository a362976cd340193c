import Type from 'typebox'
import { endpoint, page } from './endpoint.ts'

/** Every error code. */
export const listErrors = endpoint({
  name: 'listErrors',
  summary: 'Every error code with its title and remedy, for people.',
  method: 'GET',
  path: '/errors',
  access: 'public',
  replies: { 200: page },
})

/** What an error code means, where a problem's `type` leads. */
export const explainError = endpoint({
  name: 'explainError',
  summary: 'What an error code means and what to do about it, for people. A problem’s `type` leads here.',
  method: 'GET',
  path: '/errors/:code',
  access: 'public',
  params: { code: Type.String({ description: 'in any case' }) },
  replies: { 200: page },
  errors: ['route_not_found'],
})

/** A file that our pages refer to; its name holds a hash of its content. */
export function pageFile<const Path extends string>(path: Path, contentType: string) {
  return endpoint({
    name: 'getPageFile',
    summary: 'A file that our pages refer to.',
    method: 'GET',
    path,
    access: 'public',
    replies: { 200: { contentType } },
  })
}
