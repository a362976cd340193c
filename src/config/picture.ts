import type { BrandLogo } from '../domain/tenant-brand.ts'

/** The picture that bytes are, by what they begin with, with its size; undefined when they are none of ours. */
export function readPicture(bytes: Buffer): BrandLogo | undefined {
  const png = readPng(bytes)
  if (png !== undefined) return made('image/png', bytes, png)
  const webp = readWebp(bytes)
  if (webp !== undefined) return made('image/webp', bytes, webp)
  const svg = readSvg(bytes)
  return svg === undefined ? undefined : made('image/svg+xml', bytes, svg)
}

type Size = readonly [width: number, height: number]

function made(contentType: BrandLogo['contentType'], bytes: Buffer, [width, height]: Size): BrandLogo | undefined {
  return width > 0 && height > 0 && Number.isFinite(width + height) ? { contentType, bytes, width, height } : undefined
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** The size stands in the first chunk, IHDR. */
function readPng(bytes: Buffer): Size | undefined {
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(pngSignature)) return undefined
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}

/** Three forms of WebP say their size each in its own way. */
function readWebp(bytes: Buffer): Size | undefined {
  if (bytes.length < 30 || nameAt(bytes, 0) !== 'RIFF' || nameAt(bytes, 8) !== 'WEBP') return undefined
  switch (nameAt(bytes, 12)) {
    case 'VP8 ':
      return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff]
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
    }
    case 'VP8X':
      return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1]
    default:
      return undefined
  }
}

function nameAt(bytes: Buffer, offset: number): string {
  return bytes.toString('latin1', offset, offset + 4)
}

/** The size in whole units, since browsers take no others as attributes. Without the namespace browsers draw nothing. */
function readSvg(bytes: Buffer): Size | undefined {
  const text = bytes.toString('utf8')
  if (text.includes('\ufffd')) return undefined
  const [root] = /<svg\b[^>]*>/.exec(text) ?? []
  if (root === undefined || !/\bxmlns\s*=\s*["']http:\/\/www\.w3\.org\/2000\/svg["']/.test(root)) return undefined
  const [width, height] = [lengthOf(root, 'width'), lengthOf(root, 'height')]
  if (width !== undefined && height !== undefined) return [width, height]
  const [, box = ''] = /\bviewBox\s*=\s*["']([^"']*)["']/.exec(root) ?? []
  const [, , boxWidth, boxHeight] = box
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  if (boxWidth === undefined || boxHeight === undefined) return undefined
  return [Math.round(boxWidth), Math.round(boxHeight)]
}

/** Units other than pixels say nothing here; the box does then. */
function lengthOf(root: string, attribute: string): number | undefined {
  const [, length] = new RegExp(`\\s${attribute}\\s*=\\s*["']([\\d.]+)(?:px)?["']`).exec(root) ?? []
  return length === undefined ? undefined : Math.round(Number(length))
}
