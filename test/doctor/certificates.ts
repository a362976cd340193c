import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** A certificate and its key, in PEM. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
}

/** Encodes one DER value: its tag, its length, and what it holds. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body])
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 255 ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 128 + length.length]), length, body])
}

const [integerTag, bitStringTag, identifierTag, textTag, timeTag] = [0x02, 0x03, 0x06, 0x0c, 0x18]
const [sequenceTag, setTag, versionTag, extensionsTag, octetsTag] = [0x30, 0x31, 0xa0, 0xa3, 0x04]
const commonName = Buffer.from('550403', 'hex')
const ecdsaWithSha256 = Buffer.from('2a8648ce3d040302', 'hex')
const alternativeNames = Buffer.from('551d11', 'hex')
const loopbackAddress = Buffer.from([0x87, 4, 127, 0, 0, 1])

function nameOf(text: string): Buffer {
  const attribute = der(sequenceTag, der(identifierTag, commonName), der(textTag, Buffer.from(text)))
  return der(sequenceTag, der(setTag, attribute))
}

function timeOf(instant: number): Buffer {
  const text = new Date(instant).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return der(timeTag, Buffer.from(text))
}

/** A certificate for 127.0.0.1 that is signed with its own key, from an hour ago until `validUntil`. */
export function selfSigned(validUntil: number): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(sequenceTag, der(identifierTag, ecdsaWithSha256))
  const names = der(
    sequenceTag,
    der(identifierTag, alternativeNames),
    der(octetsTag, der(sequenceTag, loopbackAddress)),
  )
  const body = der(
    sequenceTag,
    der(versionTag, der(integerTag, Buffer.from([2]))),
    der(integerTag, Buffer.from([1])),
    algorithm,
    nameOf('rampway test'),
    der(sequenceTag, timeOf(Math.min(Date.now(), validUntil) - 3_600_000), timeOf(validUntil)),
    nameOf('rampway test'),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(extensionsTag, der(sequenceTag, names)),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)])
  return {
    cert: pem('CERTIFICATE', der(sequenceTag, body, algorithm, der(bitStringTag, signature))),
    key: keyText(privateKey),
  }
}

function pem(label: string, bytes: Buffer): string {
  return `-----BEGIN ${label}-----\n${bytes.toString('base64').replaceAll(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`
}

function keyText(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString()
}

/** An HTTPS server with a certificate, on a port of its own. */
export async function serveTls(certificate: TestCertificate): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer({ ...certificate }, (_request, response) => response.end('{"status":"ok"}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
