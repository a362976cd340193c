import { Module } from '@nestjs/common'
import { AuthModule } from '../auth/auth.module.ts'
import { MeldModule } from '../meld/meld.module.ts'
import { SessionsController } from './sessions.controller.ts'
import { SessionsService } from './sessions.service.ts'

@Module({ imports: [AuthModule, MeldModule], controllers: [SessionsController], providers: [SessionsService] })
export class SessionsModule {}
