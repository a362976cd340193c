declare const brand: unique symbol

/** A string that only its own parser or maker can produce, so that two kinds of id cannot be mixed. */
export type Brand<Name extends string> = string & { readonly [brand]: Name }
