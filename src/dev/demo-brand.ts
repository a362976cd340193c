import { parseColour } from '../domain/colour.ts'
import type { TenantBrand } from '../domain/tenant-brand.ts'

/** A leaf of two halves, on a ground of its own, so that it stands in either scheme. */
const mark = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="11" fill="#0e7c66"/><path d="M11 27.5C11 18.4 18.4 11 27.5 11c0 9.1-7.4 16.5-16.5 16.5Z" fill="#fff" fill-opacity=".92"/><path d="M11 27.5 27.5 11c0 9.1-7.4 16.5-16.5 16.5Z" fill="#a7e8d4"/><path d="M10.6 29.4 20 20" fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round"/></svg>
`

/** How the demo tenant of `rampway dev` shows itself, so that the pages show what a brand does. */
export const demoBrand: TenantBrand = {
  name: 'Fernleaf Wallet',
  logo: { contentType: 'image/svg+xml', bytes: Buffer.from(mark), width: 40, height: 40 },
  darkLogo: null,
  accent: parseColour('#0e7c66') ?? null,
  support: 'mailto:help@fernleaf.example',
}
