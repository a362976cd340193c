import { describe, expect, it } from 'vitest'
import { initialState, type PageState, readAddress, writeAddress } from '../playground/address.ts'

describe('the address', () => {
  it('of the page as it opens is plain', () => {
    expect(writeAddress(initialState)).toBe('')
    expect(readAddress('')).toEqual(initialState)
  })

  it('says all of the state, whatever was typed', () => {
    for (const typed of ['', '0', 'a b&c=d', '?x=1#y', '100%', '+', 'ünï ☃']) {
      const whole: PageState = { ...initialState, amount: typed, user: typed, direction: 'sell', chain: 137 }
      expect(readAddress(writeAddress(whole))).toEqual(whole)
    }
  })

  it('is read as if what it says wrongly were not there', () => {
    const wrong = `?direction=both&chain=0x1&step=last&tenant=nobody&session=${'x'.repeat(500)}&other=1`
    expect(readAddress(wrong)).toEqual(initialState)
  })
})
