import { Injectable } from '@nestjs/common'
import { AppConfig } from '../config/app-config.ts'
import type { Session } from '../generated/prisma/client.ts'
import { meldCodeOf } from './currencies.ts'

/** What Meld opened. */
export interface Widget {
  widgetId: string
  widgetUrl: string
  token: string
  serviceProviderWidgetUrl: string | null
}

/** Meld said no, said nothing in time, or something we cannot read. */
export class MeldError extends Error {}

@Injectable()
export class MeldService {
  private readonly headers: Record<string, string>

  constructor(private readonly config: AppConfig) {
    this.headers = {
      authorization: `BASIC ${config.meldApiKey}`,
      'meld-version': '2026-02-03',
      accept: 'application/json',
      'content-type': 'application/json',
    }
  }

  /** Creates the customer, or returns the one that is there already. */
  async createCustomer(externalId: string): Promise<string> {
    const answer = await this.post('/accounts/customers', { externalId })
    if (typeof answer.id !== 'string') throw new MeldError('The customer has no id')
    return answer.id
  }

  async openWidget(session: Session, customerId: string): Promise<Widget> {
    const lockFields = [
      'cryptoCurrency',
      'sourceCurrencyCode',
      'destinationCurrencyCode',
      'walletAddress',
      'sourceAmount',
      ...(session.paymentMethodType ? ['paymentMethodType'] : []),
    ]
    const answer = await this.post('/crypto/session/widget', {
      sessionType: session.direction === 'buy' ? 'BUY' : 'SELL',
      customerId,
      externalSessionId: session.id,
      sessionData: {
        countryCode: session.countryCode,
        serviceProvider: session.serviceProvider,
        sourceCurrencyCode: meldCodeOf(session.fromAsset, session.chainId),
        destinationCurrencyCode: meldCodeOf(session.toAsset, session.chainId),
        sourceAmount: session.sourceAmount,
        walletAddress: session.walletAddress,
        ...(session.paymentMethodType && { paymentMethodType: session.paymentMethodType }),
        lockFields,
        redirectUrl: this.config.returnUrl,
      },
    })
    const { id, widgetUrl, token, serviceProviderWidgetUrl } = answer
    if (typeof id !== 'string' || typeof widgetUrl !== 'string' || typeof token !== 'string') {
      throw new MeldError('The widget session is incomplete')
    }
    return {
      widgetId: id,
      widgetUrl,
      token,
      serviceProviderWidgetUrl: typeof serviceProviderWidgetUrl === 'string' ? serviceProviderWidgetUrl : null,
    }
  }

  private async post(path: string, body: unknown): Promise<Record<string, unknown>> {
    let response: Response
    let answer: Record<string, unknown>
    try {
      response = await fetch(this.config.meldUrl + path, {
        method: 'POST',
        headers: this.headers,
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      })
      answer = (await response.json()) as Record<string, unknown>
    } catch (error) {
      throw new MeldError(`${path} failed`, { cause: error })
    }
    if (!response.ok) throw new MeldError(`${path} answered ${response.status} ${answer.code}: ${answer.message}`)
    return answer
  }
}
