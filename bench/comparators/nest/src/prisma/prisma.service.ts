import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common'
import { PrismaPg } from '@prisma/adapter-pg'
import { AppConfig } from '../config/app-config.ts'
import { PrismaClient } from '../generated/prisma/client.ts'
import { createTables, schemaName } from './create-tables.ts'

@Injectable()
export class PrismaService extends PrismaClient implements OnModuleInit, OnModuleDestroy {
  private readonly databaseUrl: string

  constructor(config: AppConfig) {
    super({ adapter: new PrismaPg({ connectionString: config.databaseUrl, max: 20 }, { schema: schemaName }) })
    this.databaseUrl = config.databaseUrl
  }

  async onModuleInit(): Promise<void> {
    await createTables(this.databaseUrl)
    await this.$connect()
  }

  async onModuleDestroy(): Promise<void> {
    await this.$disconnect()
  }
}
