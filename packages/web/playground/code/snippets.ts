import type { CodeLanguage, PageState, Step } from '../address.ts'
import { curlFor } from './curl.ts'
import { reactFor } from './react.ts'
import { typescriptFor } from './typescript.ts'

/** What a step does, as code that can be run as it stands. */
export function snippetFor(step: Step, language: CodeLanguage, state: PageState, gatewayUrl: string): string {
  const of = { curl: curlFor, typescript: typescriptFor, react: reactFor }[language]
  return of(step, state, gatewayUrl)
}
