import { type BrandLogo, isWordmark, logoTypes, type TenantBrand } from '../domain/tenant-brand.ts'
import { type Asset, type AssetFile, assetFile } from './assets.ts'
import { type Html, html } from './html.ts'
import { accentDeclarations, darkGround, lightGround } from './palette.ts'

/** The files of a brand, each of which it may lack. */
interface BrandFiles {
  readonly stylesheet: AssetFile | null
  readonly logo: AssetFile | null
  readonly darkLogo: AssetFile | null
}

/** Hashing a logo for each page would take longer than all the rest of it. */
const known = new WeakMap<TenantBrand, BrandFiles>()

/** Opened by itself, a picture could run what is written into it: it may load nothing and runs nothing. */
const logoHeaders = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox" }

const extensions = { 'image/png': 'png', 'image/svg+xml': 'svg', 'image/webp': 'webp' } as const

const stylesheetType = 'text/css; charset=utf-8'

/** Where files of brands are, with `:hash` in place of the hash. */
export const brandFilePaths: readonly { readonly path: string; readonly contentType: string }[] = [
  { path: '/assets/brand-:hash.css', contentType: stylesheetType },
  ...logoTypes.map((contentType) => ({ path: `/assets/logo-:hash.${extensions[contentType]}`, contentType })),
]

function filesOf(brand: TenantBrand): BrandFiles {
  const before = known.get(brand)
  if (before !== undefined) return before
  const { logo, darkLogo, accent } = brand
  const files = {
    stylesheet: accent === null ? null : assetFile('brand', 'css', stylesheetType, brandStylesheet(accent)),
    logo: logo === null ? null : logoFile(logo),
    darkLogo: darkLogo === null ? null : logoFile(darkLogo),
  }
  known.set(brand, files)
  return files
}

function logoFile({ contentType, bytes }: BrandLogo): AssetFile {
  return assetFile('logo', extensions[contentType], contentType, bytes, logoHeaders)
}

function brandStylesheet(accent: NonNullable<TenantBrand['accent']>): string {
  return `:root { ${accentDeclarations(accent, lightGround)} }
@media (prefers-color-scheme: dark) {
  :root { ${accentDeclarations(accent, darkGround)} }
}
`
}

/** Who has a brand, or none. */
interface Branded {
  readonly brand: TenantBrand | null
}

const knownByPath = new WeakMap<readonly Branded[], ReadonlyMap<string, Asset>>()

/** The file of somebody's brand at a root-relative path; undefined where nobody has it. */
export function findBrandFile(all: readonly Branded[], path: string): Asset | undefined {
  const byPath = knownByPath.get(all) ?? indexFiles(all)
  knownByPath.set(all, byPath)
  return byPath.get(path)
}

function indexFiles(all: readonly Branded[]): ReadonlyMap<string, Asset> {
  const files = all.flatMap(({ brand }) => (brand === null ? [] : Object.values(filesOf(brand))))
  return new Map(files.flatMap((file) => (file === null ? [] : [[file.path, file.asset]])))
}

/** What a brand adds to `<head>`, after our own stylesheet. */
export function brandHead(brand: TenantBrand, root: string): Html {
  const { stylesheet } = filesOf(brand)
  return html`${stylesheet !== null && html`<link rel="stylesheet" href="${root}${stylesheet.path}">`}`
}

/** The icon of the browser's tab: a logo that fits into a square, at a root-relative path; null where ours serves. */
export function brandIcon(brand: TenantBrand): { readonly path: string; readonly contentType: string } | null {
  const { logo } = filesOf(brand)
  if (brand.logo === null || logo === null || isWordmark(brand.logo)) return null
  return { path: logo.path, contentType: logo.asset.contentType }
}

/** Whose page it is, at its top: logo and name, or one of them where that says it all. */
export function renderBrand(brand: TenantBrand, root: string): Html {
  const { name, logo, darkLogo } = brand
  const files = filesOf(brand)
  if (logo === null || files.logo === null) return html`<header class="brand"><span>${name}</span></header>`
  const alone = isWordmark(logo)
  const picture = html`<picture>${
    darkLogo !== null &&
    files.darkLogo !== null &&
    html`<source srcset="${root}${files.darkLogo.path}" media="(prefers-color-scheme: dark)" width="${darkLogo.width}" height="${darkLogo.height}">`
  }<img src="${root}${files.logo.path}" alt="${alone && name}" width="${logo.width}" height="${logo.height}"></picture>`
  return html`<header class="brand">${picture}${!alone && html`<span>${name}</span>`}</header>`
}
