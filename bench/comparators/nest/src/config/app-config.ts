import { createPublicKey, type KeyObject } from 'node:crypto'
import { Injectable } from '@nestjs/common'

@Injectable()
export class AppConfig {
  readonly host = process.env.HOST ?? '127.0.0.1'
  readonly port = Number(process.env.PORT ?? 3000)
  readonly databaseUrl = required('DATABASE_URL')
  readonly meldUrl = required('UPSTREAM_URL').replace(/\/$/, '')
  readonly meldApiKey = required('MELD_API_KEY')
  /** Where the provider sends the user back to. */
  readonly returnUrl = process.env.RETURN_URL ?? 'https://app.example.com/ramp/return'
  readonly jwtPublicKey: KeyObject = createPublicKey(required('JWT_PUBLIC_KEY'))
  readonly jwtIssuer = required('JWT_ISSUER')
  readonly jwtAudience = required('JWT_AUDIENCE')
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}
