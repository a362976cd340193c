/** One line of JSON on standard error. */
export function logError(error: unknown, context: Record<string, unknown> = {}): void {
  const cause = error instanceof Error && error.cause !== undefined ? { cause: String(error.cause) } : {}
  process.stderr.write(`${JSON.stringify({ level: 'error', ...context, error: String(error), ...cause })}\n`)
}
