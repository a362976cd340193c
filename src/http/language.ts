import type { FastifyRequest } from 'fastify'
import { readTextMember } from '../domain/read-member.ts'
import type { Language } from '../pages/languages/languages.ts'
import { chooseLanguage, parseLanguage } from '../pages/languages/negotiation.ts'

/** The parameter by which an address asks for a language, whatever the browser prefers. */
const languageParameter = 'lang'

/** The language that a request's page is to be in. */
export function languageOf({ headers, query }: Pick<FastifyRequest, 'headers' | 'query'>): Language {
  return chooseLanguage(headers['accept-language'], readTextMember(query, languageParameter))
}

/** What keeps the language of an address in another one of its page: `&lang=de`, or nothing where it asks for none of ours. */
export function keptLanguage({ query }: Pick<FastifyRequest, 'query'>): string {
  const asked = parseLanguage(readTextMember(query, languageParameter) ?? '')
  return asked === undefined ? '' : `&${languageParameter}=${asked}`
}
