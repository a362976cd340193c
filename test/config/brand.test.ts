import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatFault } from '../../src/config/fault.ts'
import { type Config, parseConfig } from '../../src/config/file.ts'
import { logoBytesMax } from '../../src/config/logo.ts'
import { reloadConfig } from '../../src/config/reload.ts'
import { createTenantDirectory } from '../../src/config/tenant-directory.ts'
import type { TenantBrand } from '../../src/domain/tenant-brand.ts'
import { sampleEnv, tenantText } from './sample.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path d="M0 0h9"/></svg>'
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
)
/** 1 × 1 pixel, in the lossy form. */
const webp = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64')

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rampway-brand-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** A file whose one tenant has this brand. */
const text = (brand: string) => tenantText({ brand })

function parse(brand: string): { readonly config?: Config; readonly faults: readonly string[] } {
  const result = parseConfig(text(brand), sampleEnv, join(folder, 'rampway.yaml'))
  if (result.kind === 'config') return { config: result.config, faults: [] }
  return { faults: result.faults.map((fault) => formatFault(fault).replace(/^\S+ /, '')) }
}

function brandOf(brand: string): TenantBrand {
  const { config, faults } = parse(brand)
  const found = config?.tenants[0]?.brand
  if (found === undefined || found === null) throw new Error(faults.join('\n'))
  return found
}

describe('a brand', () => {
  it('is none where the file has none, and has no more than it says', () => {
    expect(parseConfig(tenantText(), sampleEnv, 'x.yaml')).toMatchObject({ config: { tenants: [{ brand: null }] } })
    expect(brandOf('{ name: Acme }')).toEqual({ name: 'Acme', logo: null, darkLogo: null, accent: null, support: null })
  })

  it('has its colour in lower case and its support as an address', () => {
    const brand = '{ name: "Açme — 財布", accent_color: "#1F4fD6", support: help+ramp@acme.example }'
    expect(brandOf(brand)).toMatchObject({
      name: 'Açme — 財布',
      accent: '#1f4fd6',
      support: 'mailto:help+ramp@acme.example',
    })
    expect(brandOf('{ name: A, support: mailto:help@acme.example }').support).toBe('mailto:help@acme.example')
    expect(brandOf('{ name: A, support: "https://acme.example/help?x=1" }').support).toBe(
      'https://acme.example/help?x=1',
    )
  })

  it.each([
    ['{}', 'tenants[0].brand.name: is missing'],
    ['{ name: "" }', 'brand.name: must not be empty'],
    ['{ name: " Acme" }', 'brand.name: must not be empty, nor begin or end with a space'],
    [`{ name: "${'x'.repeat(61)}" }`, 'brand.name: must have at most 60 characters'],
    ['{ name: "Ac\\nme" }', 'brand.name: holds a line break'],
    ['{ name: "Acme\\u202eemca" }', 'or a character that nobody sees'],
    ['{ name: "\\u200b" }', 'or a character that nobody sees'],
    ['{ name: "Ac\\u00adme" }', 'or a character that nobody sees'],
    ['{ name: A, accent_color: ~ }', 'is empty: give it a value or remove the key'],
    ['{ name: A, accent_color: red }', 'brand.accent_color: must be six hexadecimal digits after a "#"'],
    ['{ name: A, accent_color: "#fff" }', 'brand.accent_color: must be six hexadecimal digits'],
    ['{ name: A, support: help }', 'brand.support: must be an e-mail address such as'],
    ['{ name: A, support: "javascript:alert(1)" }', 'brand.support: must be an e-mail address such as'],
    ['{ name: A, support: "help@acme.example?bcc=x@y.example" }', 'brand.support: must be an e-mail address such as'],
    ['{ name: A, support: "http://acme.example" }', 'brand.support: must begin with "https://"'],
    ['{ name: A, support: "https://me:secret@acme.example" }', 'brand.support: must not hold a user name'],
    ['{ name: A, accent_colour: red }', 'did you mean "accent_color"?'],
  ])('with %s is refused', (brand, words) => {
    expect(parse(brand).faults.join('\n')).toContain(words)
  })
})

describe('a logo', () => {
  it.each([
    ['svg', Buffer.from(svg), 'image/svg+xml', 120, 40],
    ['svg', Buffer.from(svg.replace('viewBox', 'width="30px" height=\'20.4\' viewBox')), 'image/svg+xml', 30, 20],
    [
      'svg',
      Buffer.from(`<?xml version="1.0"?>\n<!-- by hand -->${svg.replace('viewBox', 'width="100%" viewBox')}`),
      'image/svg+xml',
      120,
      40,
    ],
    ['png', png, 'image/png', 1, 1],
    ['webp', webp, 'image/webp', 1, 1],
    ['webp', webpOf('VP8L', Buffer.from([0x2f, 0x63, 0xc0, 0x18, 0x00])), 'image/webp', 100, 100],
    ['webp', webpOf('VP8X', Buffer.from([0, 0, 0, 0, 0x2b, 0x01, 0, 0x63, 0, 0])), 'image/webp', 300, 100],
  ] as const)('is read from a file with its size: %s', async (extension, bytes, contentType, width, height) => {
    await mkdir(join(folder, 'pictures'))
    await writeFile(join(folder, 'pictures', `logo.${extension}`), bytes)
    const logo = { contentType, bytes, width, height }
    expect(brandOf(`{ name: A, logo: pictures/logo.${extension} }`).logo).toEqual(logo)
    expect(brandOf(`{ name: A, logo_dark: ${join(folder, 'pictures', `logo.${extension}`)} }`).darkLogo).toEqual(logo)
  })

  it('is told by what it is, whatever its name or address says', async () => {
    await writeFile(join(folder, 'logo.jpg'), png)
    expect(brandOf('{ name: A, logo: ./logo.jpg }').logo?.contentType).toBe('image/png')
    expect(brandOf(`{ name: A, logo: "data:image/jpeg;base64,${png.toString('base64')}" }`).logo?.bytes).toEqual(png)
    const encoded = `data:image/svg+xml,${encodeURIComponent(svg)}`
    expect(brandOf(`{ name: A, logo: "${encoded}" }`).logo?.bytes.toString()).toBe(svg)
    expect(
      brandOf(`{ name: A, logo: "data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}" }`).logo,
    ).toMatchObject({ width: 120 })
  })

  it.each([
    ['logo: missing.svg', 'brand.logo: names a file that does not exist'],
    ['logo: .', 'brand.logo: names a directory'],
    ['logo: large.svg', 'brand.logo: is larger than 32 KiB'],
    ['logo: text.svg', 'brand.logo: is no PNG, SVG or WebP picture'],
    ['logo: nameless.svg', 'an SVG needs xmlns'],
    ['logo: sizeless.svg', 'brand.logo: is no PNG, SVG or WebP picture whose size can be told'],
    ['logo: endless.svg', 'brand.logo: is no PNG, SVG or WebP picture whose size can be told'],
    ['logo_dark: missing.svg', 'brand.logo_dark: names a file that does not exist'],
    ['logo: ""', 'brand.logo: is empty'],
    ['logo: "a\\0b"', 'brand.logo: holds a NUL character'],
    ['logo: https://acme.example/logo.svg', 'brand.logo: is an address on the web'],
    ['logo: "data:image/png"', 'brand.logo: is no data: address'],
    ['logo: "data:image/svg+xml,%zz"', 'brand.logo: is no data: address'],
    ['logo: "data:image/png;base64,AAAA"', 'brand.logo: is no PNG, SVG or WebP picture'],
    [`logo: "data:image/png;base64,${'A'.repeat(50_000)}"`, 'brand.logo: is larger than 32 KiB'],
    [`logo: "data:,${'A'.repeat(80_000)}"`, 'brand.logo: is larger than 32 KiB'],
  ])('%s is refused in words', async (logo, words) => {
    const files = {
      'large.svg': svg + ' '.repeat(logoBytesMax),
      'text.svg': 'no picture',
      'nameless.svg': '<svg viewBox="0 0 1 1"></svg>',
      'sizeless.svg': svg.replace(/viewBox="[^"]*"/, 'viewBox="0 0 x"'),
      'endless.svg': svg.replace(/viewBox="[^"]*"/, 'viewBox="0 0 1e999 1"'),
    }
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
    const { faults } = parse(`{ name: A, ${logo} }`)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(words)
    expect(faults[0]).not.toMatch(/missing\.svg|https:\/\/acme|AAAA/)
  })

  it('is read again at a reload, with a new hash, and a fault in it changes nothing', async () => {
    const path = join(folder, 'rampway.yaml')
    await writeFile(path, text('{ name: Acme, logo: logo.svg }'))
    await writeFile(join(folder, 'logo.svg'), svg)
    const { config } = parse('{ name: Acme, logo: logo.svg }')
    if (config === undefined) throw new Error('the brand is not valid')
    const directory = createTenantDirectory(config.tenants, undefined)
    const reports: unknown[] = []
    const options = {
      path,
      env: sampleEnv,
      directory,
      running: config,
      report: (report: unknown) => reports.push(report),
    }
    const shown = () => directory.list()[0]?.brand?.logo?.width

    await writeFile(join(folder, 'logo.svg'), svg.replace('120', '60'))
    await reloadConfig(options)
    expect(shown()).toBe(60)
    expect(reports).toMatchObject([{ kind: 'applied', hash: expect.not.stringContaining(config.hash) }])

    await writeFile(join(folder, 'logo.svg'), 'no picture')
    await reloadConfig(options)
    expect(reports).toMatchObject([{ kind: 'applied' }, { kind: 'refused' }])
    expect(shown()).toBe(60)
  })
})

/** The smallest file with such a chunk, whose data may be cut off: sizes stand at its beginning. */
function webpOf(chunk: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  return Buffer.concat([Buffer.from('RIFF'), length, Buffer.from(`WEBP${chunk}`), length, data, Buffer.alloc(8)])
}
