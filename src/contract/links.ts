import Type from 'typebox'
import { empty, endpoint, page } from './endpoint.ts'
import { retryAfter } from './reply-headers.ts'

const token = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ'
const params = { token: Type.String({ description: 'what nobody can guess' }) }

/** Which language a page speaks. What is not known is left aside. */
const language = {
  rawQuery: Type.Object({
    lang: Type.Optional(
      Type.String({
        description: 'the language of the page, such as `de`, whatever the browser prefers; one of the ten that it has',
      }),
    ),
  }),
  rawHeaders: Type.Object({
    'accept-language': Type.Optional(
      Type.String({ description: 'the best of its languages that the page has; English where it has none' }),
    ),
  }),
} as const

/** A prefetch is told nothing to wait for: it is not to be sent again. */
const later = { 'retry-after': { ...retryAfter, isOptional: true } }

/** Pages that say why a link does not lead on, or that it will a moment later. */
const faults = { 404: page, 410: page, 500: page, 503: page } as const

/** Leads a person to the widget of a session. */
export const followLink = endpoint({
  name: 'followLink',
  tag: 'Links',
  summary: 'Leads a person to the widget, or to a page that says why not.',
  description:
    'The first person to open it has the link; another one is told that it is in use (410). Scanners, previews and prefetches get a page that tells of the link and binds nobody. A link that leads nowhere any more has a page that says why (404, 410), and so has one that will a moment later (500, 503).',
  method: 'GET',
  path: '/w/:token',
  access: 'link',
  params,
  ...language,
  example: { params: { token }, query: { lang: 'de' }, status: 302 },
  replies: { 200: page, 302: empty, ...faults },
  replyHeaders: {
    302: { location: { schema: Type.String(), about: 'the widget, or the same link once more' } },
    503: later,
  },
})

/** Tells whether there is such a link, and binds nobody. */
export const probeLink = endpoint({
  name: 'probeLink',
  tag: 'Links',
  summary: 'Tells whether there is such a link. Binds nobody to it.',
  description: 'The same statuses as a page that tells of the link would have.',
  method: 'HEAD',
  path: '/w/:token',
  access: 'link',
  params,
  example: { params: { token }, status: 200 },
  replies: { 200: page, ...faults },
  replyHeaders: { 503: later },
})

/** Receives the user back from the provider. */
export const receiveUser = endpoint({
  name: 'receiveUser',
  tag: 'Links',
  summary: 'Where the provider sends the user back: a page that leads on to the app.',
  description: 'Says that the user is back, and never that anything was paid: read the session for that.',
  method: 'GET',
  path: '/r/:token',
  access: 'link',
  params,
  ...language,
  example: { params: { token }, headers: { 'accept-language': 'pt-BR, pt;q=0.9, en;q=0.5' }, status: 200 },
  replies: { 200: page, ...faults },
  replyHeaders: { 503: later },
})
