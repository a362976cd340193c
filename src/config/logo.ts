import { resolve } from 'node:path'
import { readListMember, readMember, readTextMember } from '../domain/read-member.ts'
import type { BrandLogo } from '../domain/tenant-brand.ts'
import type { Finding } from './fault.ts'
import { readPicture } from './picture.ts'
import { readBytes } from './text-file.ts'

/** A logo is a few KiB; each user waits for it. */
export const logoBytesMax = 32 * 1024

/** A logo, or what is wrong with it in words that follow its place. */
export type LogoRead = { readonly logo: BrandLogo } | { readonly fault: string }

/** Reads what the file names as a logo. */
export type ReadLogo = (written: string) => LogoRead

const isTooLarge = `is larger than ${logoBytesMax / 1024} KiB, which each user would wait for: make the picture smaller, or an SVG`

const words = {
  isDirectory: 'names a directory: name a picture in it',
  isNotPlain: 'names what is not a plain file',
  isTooLarge,
  isMissing: 'names a file that does not exist: create it, or correct the path',
  advice: '',
}

const isNoPicture =
  'is no PNG, SVG or WebP picture whose size can be told (an SVG needs xmlns, and viewBox or width and height)'

/**
 * Reads logos from the disk, relative paths from `folder`, and from `data:` addresses; each once, however many tenants
 * share it. Never throws.
 */
export function logosFrom(folder: string): ReadLogo {
  const known = new Map<string, LogoRead>()
  return (written) => {
    const before = known.get(written)
    if (before !== undefined) return before
    const read = readLogo(written, folder)
    known.set(written, read)
    return read
  }
}

function readLogo(written: string, folder: string): LogoRead {
  const read = /^data:/i.test(written)
    ? readDataAddress(written)
    : readBytes(resolve(folder, written), logoBytesMax, words)
  if ('fault' in read) return read
  if (read.bytes.length > logoBytesMax) return { fault: isTooLarge }
  const logo = readPicture(read.bytes)
  return logo === undefined ? { fault: isNoPicture } : { logo }
}

function readDataAddress(written: string): { readonly bytes: Buffer } | { readonly fault: string } {
  const [, base64, data = ''] = /^data:[^,;]*((?:;[^,;]*)*),(.*)$/is.exec(written) ?? []
  if (base64 === undefined) return { fault: 'is no data: address: write data:image/png;base64, and the picture' }
  if (/;base64$/i.test(base64)) return { bytes: Buffer.from(data, 'base64') }
  try {
    return { bytes: Buffer.from(decodeURIComponent(data)) }
  } catch {
    return { fault: 'is no data: address: a percent sign is written %25 in it' }
  }
}

/** What is wrong with the logos of a file of any shape. What has no form of one is told by the form's own check. */
export function findLogoFaults(file: unknown, read: ReadLogo): readonly Finding[] {
  return readListMember(file, 'tenants').flatMap((tenant, index) =>
    ['logo', 'logo_dark'].flatMap((member): readonly Finding[] => {
      const written = readTextMember(readMember(tenant, 'brand'), member)
      if (written === undefined || explainLogo(written) !== undefined) return []
      const found = read(written)
      return 'fault' in found ? [{ path: ['tenants', index, 'brand', member], detail: found.fault }] : []
    }),
  )
}

/** Base64 takes four characters for three bytes. */
const writtenLengthMax = 2 * logoBytesMax

/** What is wrong with the form of a written logo, whatever it names; undefined when nothing is. */
export function explainLogo(written: string): string | undefined {
  if (written.trim() === '') return 'is empty: name a picture, or remove the key'
  if (written.includes('\0')) return 'holds a NUL character, which no path does'
  if (/^https?:/i.test(written)) {
    return 'is an address on the web, from which each user’s browser would have to fetch it: save the picture beside this file, and name that'
  }
  return written.length > writtenLengthMax ? isTooLarge : undefined
}
