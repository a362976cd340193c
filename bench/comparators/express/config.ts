import { createPublicKey } from 'node:crypto'

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}

export const config = {
  host: process.env.HOST ?? '127.0.0.1',
  port: Number(process.env.PORT ?? 3000),
  databaseUrl: required('DATABASE_URL'),
  meld: {
    url: required('UPSTREAM_URL').replace(/\/$/, ''),
    apiKey: required('MELD_API_KEY'),
    /** Where the provider sends the user back to. */
    returnUrl: process.env.RETURN_URL ?? 'https://app.example.com/ramp/return',
  },
  jwt: {
    publicKey: createPublicKey(required('JWT_PUBLIC_KEY')),
    issuer: required('JWT_ISSUER'),
    audience: required('JWT_AUDIENCE'),
  },
}
