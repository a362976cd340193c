import type { NextFunction, Request, Response } from 'express'
import { logError } from './log.ts'

/** An answer other than success, with what the caller may know of it. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: string[],
  ) {
    super(message)
  }
}

/** The last middleware. It takes `next` because four parameters are how Express tells an error handler. */
export function handleError(error: unknown, request: Request, response: Response, _next: NextFunction): void {
  const { status, message, errors } = toHttpError(error)
  if (status === 500) logError(error, { method: request.method, path: request.path })
  response.status(status).json({ status, detail: message, ...(errors && { errors }) })
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  // What express.json() throws: malformed JSON, a body that is too large.
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500) {
    return new HttpError(error.status, error.message)
  }
  return new HttpError(500, 'Internal server error')
}
