import { useEffect, useState } from 'react'

/** The value as it stood once it had not changed for some milliseconds; at first, as it is, or another one. */
export function useDelayed<Value>(value: Value, delayMs: number, initial: Value = value): Value {
  const [delayed, setDelayed] = useState(initial)
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), delayMs)
    return () => clearTimeout(timer)
  }, [value, delayMs])
  return delayed
}
