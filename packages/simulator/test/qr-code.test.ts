import { encode } from 'uqr'
import { expect, test } from 'vitest'
import { qrCodeSvg } from '../src/checkout/qr-code.ts'
import { WALLET } from './started-simulator.ts'

test.each([WALLET, 'a', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'])(
  'the code of %s is drawn module for module, with the white around it that readers need',
  (text) => {
    const svg = qrCodeSvg(text, 'QR code')
    const { data, size } = encode(text, { ecc: 'M', border: 4 })
    const dark = new Set<string>()
    for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
      for (let step = 0; step < Number(length); step++) dark.add(`${Number(x) + step} ${y}`)
    }
    const expected = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x} ${y}`] : [])))
    expect([...dark].sort()).toEqual(expected.sort())
    expect(svg).toContain(`viewBox="0 0 ${size} ${size}"`)
    const edge = [0, 1, 2, 3, size - 1, size - 2, size - 3, size - 4]
    for (const cell of dark) for (const place of cell.split(' ')) expect(edge).not.toContain(Number(place))
  },
)
