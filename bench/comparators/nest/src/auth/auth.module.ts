import { Module } from '@nestjs/common'
import { JwtModule } from '@nestjs/jwt'
import { AppConfig } from '../config/app-config.ts'
import { AuthGuard } from './auth.guard.ts'

@Module({
  imports: [
    JwtModule.registerAsync({
      inject: [AppConfig],
      useFactory: (config: AppConfig) => ({
        publicKey: config.jwtPublicKey,
        verifyOptions: { algorithms: ['ES256'], issuer: config.jwtIssuer, audience: config.jwtAudience },
      }),
    }),
  ],
  providers: [AuthGuard],
  exports: [AuthGuard, JwtModule],
})
export class AuthModule {}
