import type { NextFunction, Request, Response } from 'express'
import jwt from 'jsonwebtoken'
import { config } from './config.ts'
import { HttpError } from './errors.ts'

export interface Caller {
  tenant: string
  user: string
}

const { publicKey, issuer, audience } = config.jwt
const tenantPattern = /^[\w-]{1,64}:[\w-]{1,64}$/

/** Middleware: verifies the token of every request, and leaves the caller in `response.locals`. */
export function authenticate(request: Request, response: Response<unknown, { caller: Caller }>, next: NextFunction) {
  const tenant = request.get('x-juno-orgid')
  const token = request.get('x-juno-jwt')
  if (!tenant || !tenantPattern.test(tenant)) throw new HttpError(401, 'x-juno-orgid must be <org>:<env>')
  if (!token) throw new HttpError(401, 'x-juno-jwt is missing')
  response.locals.caller = { tenant, user: verifyToken(token) }
  next()
}

function verifyToken(token: string): string {
  let claims: string | jwt.JwtPayload
  try {
    claims = jwt.verify(token, publicKey, { algorithms: ['ES256'], issuer, audience })
  } catch {
    throw new HttpError(401, 'The token is not valid')
  }
  if (typeof claims === 'string' || !claims.sub) throw new HttpError(401, 'The token has no subject')
  return claims.sub
}
