import { expect, test } from 'vitest'
import { Remembered } from './remembered.ts'

test('an answer is worked out once, and again when as many others came since as are remembered', () => {
  const remembered = new Remembered<{ readonly of: string }>(3)
  const worked: string[] = []
  const ask = (question: string) =>
    remembered.recall(question, () => {
      worked.push(question)
      return { of: question }
    })
  for (const question of ['a', 'b', 'c', 'a', 'c', 'd', 'b', 'a']) expect(ask(question)).toEqual({ of: question })
  expect(worked).toEqual(['a', 'b', 'c', 'd', 'a'])
})
