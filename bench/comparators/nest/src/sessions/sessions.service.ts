import { randomUUID } from 'node:crypto'
import { BadGatewayException, BadRequestException, ConflictException, Injectable, Logger } from '@nestjs/common'
import type { Caller } from '../auth/caller.ts'
import { Prisma, type Session } from '../generated/prisma/client.ts'
import { isFiat, meldCodeOf } from '../meld/currencies.ts'
import { MeldError, MeldService } from '../meld/meld.service.ts'
import { PrismaService } from '../prisma/prisma.service.ts'
import type { CreateSessionDto } from './create-session.dto.ts'

const dayMs = 24 * 60 * 60 * 1000
/** An opening older than this was left behind by a crash. */
const openingMaxMs = 60 * 1000
const inProgress = 'A request with this idempotency key is in progress'

@Injectable()
export class SessionsService {
  private readonly logger = new Logger(SessionsService.name)

  constructor(
    private readonly prisma: PrismaService,
    private readonly meld: MeldService,
  ) {}

  async create(caller: Caller, dto: CreateSessionDto): Promise<{ session: Session; isReplay: boolean }> {
    checkPair(dto)
    const now = new Date()
    const finished = dto.idempotency_key ? await this.findFinished(caller, dto.idempotency_key, now) : null
    if (finished) return { session: finished, isReplay: true }
    const session = await this.insert(toSession(caller, dto, now))
    return { session: await this.open(caller, session), isReplay: false }
  }

  /** What the key was used for before, when that is finished. Refuses an unfinished one, and frees a key that is too old. */
  private async findFinished(caller: Caller, idempotencyKey: string, now: Date): Promise<Session | null> {
    const earlier = await this.prisma.session.findUnique({
      where: { tenant_subject_idempotencyKey: { ...caller, idempotencyKey } },
    })
    if (!earlier) return null
    const ageMs = now.getTime() - earlier.createdAt.getTime()
    if (ageMs > (earlier.status === 'creating' ? openingMaxMs : dayMs)) {
      await this.prisma.session.update({ where: { id: earlier.id }, data: { idempotencyKey: null } })
      return null
    }
    if (earlier.status !== 'ready') throw new ConflictException(inProgress)
    return earlier
  }

  /** Stores a new session. The unique key decides between calls that come at the same time. */
  private async insert(data: Prisma.SessionCreateInput): Promise<Session> {
    try {
      return await this.prisma.session.create({ data })
    } catch (error) {
      const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
      throw isTaken ? new ConflictException(inProgress) : error
    }
  }

  /** Opens the widget of a stored session. A session that cannot be opened is marked so, and its key is free again. */
  private async open(caller: Caller, session: Session): Promise<Session> {
    const { id } = session
    try {
      const customerId = await this.ensureCustomer(caller)
      const widget = await this.meld.openWidget(session, customerId)
      return await this.prisma.session.update({ where: { id }, data: { ...widget, status: 'ready' } })
    } catch (error) {
      if (!(error instanceof MeldError)) throw error
      this.logger.error(`Session ${id} was not opened: ${error.message}`, error.cause)
      await this.prisma.session.update({
        where: { id },
        data: { status: 'failed', failure: error.message, idempotencyKey: null },
      })
      throw new BadGatewayException('The ramp provider could not open a session')
    }
  }

  private async ensureCustomer({ tenant, subject }: Caller): Promise<string> {
    const where = { tenant_subject: { tenant, subject } }
    const user = await this.prisma.user.findUnique({ where })
    if (user) return user.meldCustomerId
    const meldCustomerId = await this.meld.createCustomer(`${tenant}|${subject}`)
    await this.prisma.user.upsert({ where, create: { tenant, subject, meldCustomerId }, update: { meldCustomerId } })
    return meldCustomerId
  }
}

function checkPair(dto: CreateSessionDto): void {
  if (isFiat(dto.from_asset) === isFiat(dto.to_asset)) {
    throw new BadRequestException('Exactly one of from_asset and to_asset must be a fiat currency')
  }
  if (!meldCodeOf(dto.from_asset, dto.chain_id) || !meldCodeOf(dto.to_asset, dto.chain_id)) {
    throw new BadRequestException('The asset is not available on this chain')
  }
}

function toSession({ tenant, subject }: Caller, dto: CreateSessionDto, now: Date): Prisma.SessionCreateInput {
  return {
    id: `ses_${randomUUID()}`,
    tenant,
    subject,
    idempotencyKey: dto.idempotency_key,
    status: 'creating',
    direction: isFiat(dto.from_asset) ? 'buy' : 'sell',
    sourceAmount: dto.source_amount,
    fromAsset: dto.from_asset,
    toAsset: dto.to_asset,
    chainId: dto.chain_id,
    walletAddress: dto.wallet_address,
    countryCode: dto.country_code ?? 'US',
    paymentMethodType: dto.payment_method_type,
    serviceProvider: dto.service_provider,
    createdAt: now,
    expiresAt: new Date(now.getTime() + dayMs),
  }
}
