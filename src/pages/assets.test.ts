import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { assets } from './assets.ts'

test('each file may be kept for ever, because its path changes with its content', () => {
  expect(assets.size).toBe(5)
  for (const [path, { body, headers }] of assets) {
    expect(path).toMatch(/^\/assets\/(rampway|return|icon|reference)-[0-9a-f]{12}\.(css|js|svg)$/)
    expect(path).toContain(createHash('sha256').update(body).digest('hex').slice(0, 12))
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(headers['x-content-type-options']).toBe('nosniff')
  }
})

test('no file refers to another host, and the script never writes to any origin', () => {
  for (const { body } of assets.values()) {
    expect(String(body).replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import|'\*'/)
  }
})
