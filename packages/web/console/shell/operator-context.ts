import { createContext, use } from 'react'
import type { Me } from '../api/shapes.ts'

/** Who is signed in, for all pages but the one to sign in. */
export const OperatorContext = createContext<Me | undefined>(undefined)

/** The operator, and why they may not do what needs a scope: undefined when they may. */
export function useOperator(): { readonly me: Me; readonly whyNot: (scope: string) => string | undefined } {
  const me = use(OperatorContext)
  if (me === undefined) throw new Error('useOperator needs an OperatorContext around it')
  return {
    me,
    whyNot: (scope) =>
      me.scopes.includes(scope) || me.scopes.includes('admin')
        ? undefined
        : `Your token lacks the scope “${scope}”. It has: ${me.scopes.join(', ')}.`,
  }
}
