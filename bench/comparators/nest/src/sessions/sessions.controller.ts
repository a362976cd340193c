import { Body, Controller, HttpStatus, Post, Res, UseGuards } from '@nestjs/common'
import type { Response } from 'express'
import { AuthGuard } from '../auth/auth.guard.ts'
import { type Caller, CurrentCaller } from '../auth/caller.ts'
import { CreateSessionDto } from './create-session.dto.ts'
import { toSessionView } from './session.view.ts'
import { SessionsService } from './sessions.service.ts'

@Controller('v0/ramp/sessions')
@UseGuards(AuthGuard)
export class SessionsController {
  constructor(private readonly sessionsService: SessionsService) {}

  @Post()
  async create(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreateSessionDto,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { session, isReplay } = await this.sessionsService.create(caller, dto)
    response.status(isReplay ? HttpStatus.ALREADY_REPORTED : HttpStatus.CREATED)
    return toSessionView(session)
  }
}
