import Type from 'typebox'
import { parseUserId, type UserId } from '../domain/user.ts'
import type { Reader } from './field.ts'

/** Longest name of a provider or a payment method, in characters. */
const nameLengthMax = 64

/** A name of Meld's, an open set, in capitals as they are stored. */
export const upstreamName: Reader<string> = {
  read: (value) =>
    typeof value === 'string' && /^[\w-]+$/.test(value) && value.length <= nameLengthMax
      ? { value: value.toUpperCase() }
      : { fault: `Send a name such as TRANSAK or SEPA: letters, digits and _, ${nameLengthMax} at most.` },
  schema: Type.String({ pattern: `^[A-Za-z0-9_-]{1,${nameLengthMax}}$` }),
  rule: 'It must be letters, digits, `_` and `-`.',
}

/** A user in a query. */
export const user: Reader<UserId> = {
  read: (value) => {
    const id = typeof value === 'string' ? parseUserId(value) : undefined
    return id === undefined
      ? { fault: 'Send the id of a user, such as usr_… in a session; find one by subject.' }
      : { value: id }
  },
  schema: Type.String({ pattern: '^usr_[A-Za-z0-9_-]{27}$' }),
}
