/** A set of values that may grow: an app handles those it knows, and lets the others pass. */
type OpenSet<Value, Any> = Any extends Value ? Value : Value | (Any & Record<never, never>)

/** What the contract describes, with every set of values open, at any depth. */
export type Open<Of> = Of extends string
  ? OpenSet<Of, string>
  : Of extends number
    ? OpenSet<Of, number>
    : { [Name in keyof Of]: Open<Of[Name]> }

/** The same for what is sent; what may be left out may be undefined as well. */
export type Input<Of> = {
  [Name in keyof Of]: Record<never, never> extends Pick<Of, Name> ? Open<Of[Name]> | undefined : Open<Of[Name]>
}
