import { expect, test } from 'vitest'
import { contractDocument } from '../../src/contract/document.ts'
import { endpoints } from '../../src/contract/endpoints.ts'
import { programVersion } from '../../src/observe/version.ts'

const document = contractDocument(endpoints, { version: programVersion, basePath: '' })
const published = `${JSON.stringify(document, null, 2)}\n`

test('openapi.json is what the endpoints declare (after a change: npm run openapi)', async () => {
  await expect(published).toMatchFileSnapshot('../../openapi.json')
})
