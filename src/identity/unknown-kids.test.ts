import { expect, it } from 'vitest'
import { createUnknownKids, unknownKidsMax } from './unknown-kids.ts'

it('The memory of unknown key ids is bounded, whoever sends how many', () => {
  const kids = createUnknownKids()
  for (let i = 0; i < unknownKidsMax + 10; i += 1) kids.note('issuer', `kid-${i}`, 0)
  expect(kids.size()).toBe(unknownKidsMax)
  expect(kids.isRecent('issuer', 'kid-0', 0)).toBe(false)
  expect(kids.isRecent('issuer', `kid-${unknownKidsMax}`, 0)).toBe(true)
})

it('An id that one issuer does not know is not unknown to another', () => {
  const kids = createUnknownKids()
  kids.note('a', 'kid', 0)
  expect(kids.isRecent('b', 'kid', 0)).toBe(false)
})
