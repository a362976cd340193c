import { Module } from '@nestjs/common'
import { ConfigModule } from './config/config.module.ts'
import { HealthController } from './health/health.controller.ts'
import { PrismaModule } from './prisma/prisma.module.ts'
import { SessionsModule } from './sessions/sessions.module.ts'

@Module({ imports: [ConfigModule, PrismaModule, SessionsModule], controllers: [HealthController] })
export class AppModule {}
