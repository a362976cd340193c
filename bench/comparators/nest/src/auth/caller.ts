import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Request } from 'express'

export interface Caller {
  tenant: string
  subject: string
}

export type AuthenticatedRequest = Request & { caller: Caller }

/** The caller that `AuthGuard` found. */
export const CurrentCaller = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<AuthenticatedRequest>().caller,
)
