import 'reflect-metadata'
import { ConsoleLogger, ValidationPipe } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { AppModule } from './app.module.ts'
import { AppConfig } from './config/app-config.ts'

const app = await NestFactory.create<NestExpressApplication>(AppModule, {
  logger: new ConsoleLogger({ json: true }),
})
app.disable('x-powered-by')
app.disable('etag')
app.useBodyParser('json', { limit: '64kb' })
app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }))
app.enableShutdownHooks([], { useProcessExit: true })

const { host, port } = app.get(AppConfig)
await app.listen(port, host)
// Longer than the proxies in front of us keep their connections.
app.getHttpServer().keepAliveTimeout = 65_000
process.stdout.write(`listening on ${await app.getUrl()}\n`)
