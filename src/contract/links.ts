import Type from 'typebox'
import { empty, endpoint, page } from './endpoint.ts'

const params = { token: Type.String({ description: 'what nobody can guess' }) }

/** Pages that say why a link does not lead on, or that it will a moment later. */
const faults = { 404: page, 410: page, 500: page, 503: page } as const

/** Leads a person to the widget of a session. */
export const followLink = endpoint({
  name: 'followLink',
  summary: 'Leads a person to the widget, or to a page that says why not.',
  method: 'GET',
  path: '/w/:token',
  access: 'link',
  params,
  replies: { 200: page, 302: empty, ...faults },
})

/** Tells whether there is such a link, and binds nobody. */
export const probeLink = endpoint({
  name: 'probeLink',
  summary: 'Tells whether there is such a link. Binds nobody to it.',
  method: 'HEAD',
  path: '/w/:token',
  access: 'link',
  params,
  replies: { 200: page, ...faults },
})

/** Receives the user back from the provider. */
export const receiveUser = endpoint({
  name: 'receiveUser',
  summary: 'Where the provider sends the user back: a page that leads on to the app.',
  method: 'GET',
  path: '/r/:token',
  access: 'link',
  params,
  replies: { 200: page, ...faults },
})
