/** What a developer wants to know about a refusal beyond its title and remedy. */
export interface ErrorExplanation {
  readonly meaning: string
  /** The usual causes, one sentence each. */
  readonly causes: readonly string[]
}
