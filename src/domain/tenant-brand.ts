import type { Colour } from './colour.ts'

/** What a logo may be. */
export const logoTypes = ['image/png', 'image/svg+xml', 'image/webp'] as const

/** A picture that stands for a tenant. */
export interface BrandLogo {
  readonly contentType: (typeof logoTypes)[number]
  readonly bytes: Buffer
  /** Its own size, of which the ratio counts. */
  readonly width: number
  readonly height: number
}

/** How a tenant shows itself to its users on our pages. */
export interface TenantBrand {
  /** As users know it. */
  readonly name: string
  readonly logo: BrandLogo | null
  /** In place of `logo` in the dark scheme; null where that serves for both. */
  readonly darkLogo: BrandLogo | null
  /** Of buttons and links; null leaves ours. */
  readonly accent: Colour | null
  /** Where users get help: a `mailto:` or `https:` address; null when none is shown. */
  readonly support: string | null
}

/** A logo that is so much wider than high holds the name already. */
const wordmarkRatio = 2

/** Whether a logo holds the name, so that it need not stand beside it. */
export function isWordmark({ width, height }: BrandLogo): boolean {
  return width >= height * wordmarkRatio
}
