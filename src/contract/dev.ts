import Type from 'typebox'
import { operatorScopes } from '../domain/operator.ts'
import { partnerScopes } from '../domain/partner.ts'
import { endpoint } from './endpoint.ts'

/** Makes an end user's token, as an identity provider would. */
export const makeDevToken = endpoint({
  name: 'makeDevToken',
  tag: 'Development',
  summary: 'An access token of the dev identity provider; every field has a default, and so has the body.',
  description: 'The token is verified by the same code as those of real identity providers.',
  method: 'POST',
  path: '/dev/token',
  access: 'dev',
  rawBody: {
    as: 'json',
    schema: Type.Object({
      provider: Type.Optional(Type.Enum(['privy', 'dynamic'])),
      sub: Type.Optional(Type.String()),
      tenant: Type.Optional(Type.String()),
      expires_in: Type.Optional(
        Type.Integer({ description: 'seconds; negative for a token that has expired already' }),
      ),
      claims: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  },
  replies: { 200: Type.Object({ token: Type.String() }) },
  errors: ['invalid_fields'],
})

/** Makes an operator's token. */
export const makeDevOperatorToken = endpoint({
  name: 'makeDevOperatorToken',
  tag: 'Development',
  summary: 'An operator token of one day; without a body it has every scope.',
  description: 'For the operator’s port. In production `rampway operator create` makes them.',
  method: 'POST',
  path: '/dev/operator-token',
  access: 'dev',
  rawBody: {
    as: 'json',
    schema: Type.Object({ scopes: Type.Optional(Type.Array(Type.Enum([...operatorScopes]), { minItems: 1 })) }),
  },
  replies: { 200: Type.Object({ token: Type.String() }) },
  errors: ['invalid_fields'],
})

/** Makes a tenant key. */
export const makeDevTenantKey = endpoint({
  name: 'makeDevTenantKey',
  tag: 'Development',
  summary: 'A tenant key of 30 days; without a body it is of org-demo:env-sandbox and has every scope.',
  description: 'For `/v0/partner/`. In production `rampway tenant key create` makes them.',
  method: 'POST',
  path: '/dev/tenant-key',
  access: 'dev',
  rawBody: {
    as: 'json',
    schema: Type.Object({
      tenant: Type.Optional(Type.String()),
      scopes: Type.Optional(Type.Array(Type.Enum([...partnerScopes]), { minItems: 1 })),
    }),
  },
  replies: { 200: Type.Object({ token: Type.String() }) },
  errors: ['invalid_fields'],
})

const KeySet = Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) })

/** The public keys of the tokens that look like Privy's. */
export const getPrivyDevKeys = endpoint({
  name: 'getPrivyDevKeys',
  tag: 'Development',
  summary: 'The key set of the dev tokens that look like Privy’s.',
  description: 'Served and read as the key set of a real identity provider.',
  method: 'GET',
  path: '/dev/jwks/privy.json',
  access: 'dev',
  replies: { 200: KeySet },
})

/** The public keys of the tokens that look like Dynamic's. */
export const getDynamicDevKeys = endpoint({
  name: 'getDynamicDevKeys',
  tag: 'Development',
  summary: 'The key set of the dev tokens that look like Dynamic’s.',
  description: 'Served and read as the key set of a real identity provider.',
  method: 'GET',
  path: '/dev/jwks/dynamic.json',
  access: 'dev',
  replies: { 200: KeySet },
})
