import { totalmem } from 'node:os'

/** What the container may take, or else what the machine has; in bytes. */
export function availableMemory(): number {
  const constrained = process.constrainedMemory()
  const total = totalmem()
  return constrained > 0 && constrained < total ? constrained : total
}
