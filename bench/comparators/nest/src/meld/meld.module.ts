import { Module } from '@nestjs/common'
import { MeldService } from './meld.service.ts'

@Module({ providers: [MeldService], exports: [MeldService] })
export class MeldModule {}
