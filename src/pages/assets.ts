import { createHash } from 'node:crypto'
import { referenceScript } from './reference-script.ts'
import { referenceStylesheet } from './reference-stylesheet.ts'
import { returnScript } from './return-script.ts'
import { stylesheet } from './stylesheet.ts'

/** A file as it is served. `headers` leave out the content type. */
export interface Asset {
  readonly contentType: string
  readonly body: string | Buffer
  readonly headers: Readonly<Record<string, string>>
}

/** The path holds a hash of the content, so a browser may keep the file for a year, the longest that HTTP advises. */
const assetHeaders = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1f4fd6"/><path d="M8 22 16 9l8 13" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"/></svg>
`

const files = [
  assetFile('rampway', 'css', 'text/css; charset=utf-8', stylesheet),
  assetFile('return', 'js', 'text/javascript; charset=utf-8', returnScript),
  assetFile('icon', 'svg', 'image/svg+xml', icon),
  assetFile('reference', 'css', 'text/css; charset=utf-8', referenceStylesheet),
  assetFile('reference', 'js', 'text/javascript; charset=utf-8', referenceScript),
] as const

/** Where pages find the stylesheet. */
export const stylesheetPath: string = files[0].path
/** Where the return page finds its script. */
export const returnScriptPath: string = files[1].path
/** Where pages find the icon of their tab. */
export const iconPath: string = files[2].path
/** Where the reference page finds its stylesheet. */
export const referenceStylesheetPath: string = files[3].path
/** Where the reference page finds its script. */
export const referenceScriptPath: string = files[4].path

/** Every file that the pages refer to, by its root-relative path. */
export const assets: ReadonlyMap<string, Asset> = new Map(files.map(({ path, asset }) => [path, asset]))

/** A file with the root-relative path that it is served at. */
export interface AssetFile {
  readonly path: string
  readonly asset: Asset
}

/** Makes a file whose path follows from its content; `headers` add to those of every such file. */
export function assetFile(
  name: string,
  extension: string,
  contentType: string,
  body: string | Buffer,
  headers: Asset['headers'] = {},
): AssetFile {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return {
    path: `/assets/${name}-${hash}.${extension}`,
    asset: { contentType, body, headers: { ...assetHeaders, ...headers } },
  }
}
