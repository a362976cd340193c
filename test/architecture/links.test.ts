import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(path))

/** The anchors that GitHub gives the headings of a document. */
function anchorsOf(path: string): string[] {
  const headings = [...withoutCode(path).matchAll(/^#+ (.*)$/gm)]
  return headings.map(([, heading = '']) =>
    heading
      .replace(/\[(.*?)\]\(.*?\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function withoutCode(path: string): string {
  return readFileSync(path, 'utf8').replace(/^```.*?^```$/gms, '')
}

/** What is wrong with a link of a document into the repository; undefined when it leads somewhere. */
function faultOf(document: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? document : join(dirname(document), path)
  if (!existsSync(target)) return `${document}: ${link} leads nowhere`
  if (anchor === undefined || !target.endsWith('.md') || !statSync(target).isFile()) return undefined
  return anchorsOf(target).includes(anchor) ? undefined : `${document}: ${link} names no heading`
}

test('every link of a document into the repository leads somewhere', () => {
  const links = documents.flatMap((document) =>
    [...withoutCode(document).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
      .map(([, inline, attribute]) => inline ?? attribute ?? '')
      .filter((link) => !/^[a-z]+:/.test(link))
      .map((link) => [document, link] as const),
  )
  expect(links.length).toBeGreaterThan(100)
  expect(links.flatMap(([document, link]) => faultOf(document, link) ?? [])).toEqual([])
})
