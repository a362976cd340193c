import type { Static } from 'typebox'
import { parseColour } from '../domain/colour.ts'
import type { TenantBrand } from '../domain/tenant-brand.ts'
import type { ReadLogo } from './logo.ts'
import { maybe, text } from './members.ts'

/** How a tenant shows itself, as the file has it. */
export const brandShape = maybe.mapping({
  name: text('brand-name', 'As users know it, such as Acme Wallet.'),
  logo: maybe.text('logo', 'A PNG, SVG or WebP picture of at most 32 KiB: its file, or a data: address.'),
  logo_dark: maybe.text('logo', 'In its place in the dark scheme.'),
  accent_color: maybe.text('color', 'Of buttons and links, such as #1f4fd6.'),
  support: maybe.text('support-address', 'Where users get help: help@acme.example, or an https address.'),
})

type BrandValue = NonNullable<Static<typeof brandShape>>

/** Makes the domain's brand of one that passed every check; raises an Error on any other. */
export function readBrand(value: BrandValue, readLogo: ReadLogo): TenantBrand {
  return {
    name: value.name,
    logo: value.logo === undefined ? null : requireLogo(value.logo, readLogo),
    darkLogo: value.logo_dark === undefined ? null : requireLogo(value.logo_dark, readLogo),
    accent: value.accent_color === undefined ? null : required(parseColour(value.accent_color)),
    support: value.support === undefined ? null : supportAddress(value.support),
  }
}

function requireLogo(written: string, readLogo: ReadLogo) {
  const read = readLogo(written)
  return required('logo' in read ? read.logo : undefined)
}

function supportAddress(written: string): string {
  return /^https:/i.test(written) ? new URL(written).href : `mailto:${written.replace(/^mailto:/i, '')}`
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('readBrand was given a brand that passed no check')
  return value
}
