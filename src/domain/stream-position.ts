/** How far the reader of a session's stream has come, as the id of a frame. */
export interface StreamPosition {
  /** The newest change that it knows, 32 hexadecimal digits; `start` where there was none yet. */
  readonly change: string
  /** The session as it was shown: 16 hexadecimal digits that differ when anything of it does. */
  readonly shown: string
  /** It was told that the session has ended. */
  readonly isEnd: boolean
}

/** Where no change has been made. */
export const streamStart = 'start'

const pattern = /^(?<change>[0-9a-f]{32}|start)\.(?<shown>[0-9a-f]{16})(?<end>\.end)?$/

/** The position as a text. */
export function writePosition({ change, shown, isEnd }: StreamPosition): string {
  return `${change}.${shown}${isEnd ? '.end' : ''}`
}

/** Reads a position; undefined for a text of another form. */
export function readPosition(text: string): StreamPosition | undefined {
  const groups = pattern.exec(text)?.groups
  if (groups?.change === undefined || groups.shown === undefined) return undefined
  return { change: groups.change, shown: groups.shown, isEnd: groups.end !== undefined }
}
