import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common'
import { JwtService } from '@nestjs/jwt'
import type { AuthenticatedRequest } from './caller.ts'

const tenantPattern = /^[\w-]{1,64}:[\w-]{1,64}$/

/** Verifies the token of every request. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly jwtService: JwtService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>()
    const tenant = request.get('x-juno-orgid')
    const token = request.get('x-juno-jwt')
    if (!tenant || !tenantPattern.test(tenant)) throw new UnauthorizedException('x-juno-orgid must be <org>:<env>')
    if (!token) throw new UnauthorizedException('x-juno-jwt is missing')
    request.caller = { tenant, subject: await this.verify(token) }
    return true
  }

  private async verify(token: string): Promise<string> {
    let claims: { sub?: string }
    try {
      claims = await this.jwtService.verifyAsync<{ sub?: string }>(token)
    } catch {
      throw new UnauthorizedException('The token is not valid')
    }
    if (!claims.sub) throw new UnauthorizedException('The token has no subject')
    return claims.sub
  }
}
