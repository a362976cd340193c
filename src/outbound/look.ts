import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** What a TLS server shows of itself. */
export interface CertificateReading {
  readonly kind: 'certificate'
  /** Why a client would not trust it, as OpenSSL's code; null when it would. */
  readonly fault: string | null
  /** In epoch milliseconds. */
  readonly validUntil: number
  /** The name of who issued it. */
  readonly issuer: string
  /** Such as `TLSv1.3`. */
  readonly protocol: string
}

/** A certificate, or the system's code of why there is none. */
export type CertificateResult = CertificateReading | { readonly kind: 'none'; readonly reason: string }

/** Looks at a server's certificate, trusted or not, without a proxy in between. Never rejects. */
export function readCertificate(host: string, port: number, deadlineMs: number): Promise<CertificateResult> {
  return new Promise((resolve) => {
    // Names alone are told beforehand, so that a server with several certificates shows the right one.
    const name = isIP(host) === 0 ? { servername: host } : {}
    const socket = connectTls({ host, port, ...name, rejectUnauthorized: false })
    const settle = (result: CertificateResult): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(result)
    }
    const timer = setTimeout(() => settle({ kind: 'none', reason: 'timeout' }), deadlineMs)
    socket.on('error', (error) => settle({ kind: 'none', reason: codeOf(error) }))
    socket.on('secureConnect', () => {
      const { valid_to, issuer } = socket.getPeerCertificate()
      const validUntil = Date.parse(valid_to)
      if (Number.isNaN(validUntil)) return settle({ kind: 'none', reason: 'no_certificate' })
      const fault = socket.authorized ? null : String(socket.authorizationError)
      const issuerName = issuer.O ?? issuer.CN ?? 'unknown'
      settle({
        kind: 'certificate',
        fault,
        validUntil,
        issuer: issuerName,
        protocol: socket.getProtocol() ?? 'unknown',
      })
    })
  })
}

/** Whether a host takes a connection on a port, without a proxy in between. Never rejects. */
export function takesConnection(host: string, port: number, deadlineMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port })
    const settle = (taken: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(taken)
    }
    const timer = setTimeout(() => settle(false), deadlineMs)
    socket.on('error', () => settle(false))
    socket.on('connect', () => settle(true))
  })
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : 'unknown'
}
