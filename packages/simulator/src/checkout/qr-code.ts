import { encode } from 'uqr'

/** Modules of white that a reader needs around the code. */
const QUIET_MODULES = 4

/**
 * The text as a QR code: an `svg` element without style, script or outside reference, black on white in either colour
 * scheme. `label` is what a screen reader says; it is put in as it stands, and must be safe in an attribute.
 */
export function qrCodeSvg(text: string, label: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_MODULES })
  const path = data.flatMap((row, y) => darkRuns(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`))
  return (
    `<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path.join('')}"/></svg>`
  )
}

/** Where the row is dark: `[start, length]` of each stretch. */
function darkRuns(row: readonly boolean[]): readonly (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = []
  for (let x = 0; x < row.length; x++) {
    const start = x
    while (row[x] === true) x++
    if (x > start) runs.push([start, x - start])
  }
  return runs
}
