import Type, { type TObject } from 'typebox'
import type { IssuerKind, KeySource, TokenIssuer } from '../../domain/tenant.ts'
import type { ClaimCheck } from '../claims.ts'
import type { JsonObject } from '../json.ts'
import type { SignatureAlgorithm } from '../signature-algorithm.ts'
import type { TokenFault } from '../verification.ts'

/** An issuer as the configuration file has it, once it has passed `settings` of its kind. Each kind declares its own. */
// biome-ignore lint/suspicious/noEmptyInterface: its members are declared by the files of this folder.
export interface WrittenIssuers {}

/** An issuer of the file that has passed the settings of its kind. */
export type WrittenIssuer<Name extends IssuerKind = IssuerKind> = {
  [Each in Name]: { readonly type: Each } & WrittenIssuers[Each]
}[Name]

/** Something wrong with the settings of one issuer. `path` begins below the issuer. */
export interface SettingFault {
  readonly path: readonly (string | number)[]
  readonly detail: string
}

/** What the configuration needs to know of a kind. `written` is an issuer of the file, of any shape. */
export interface KindDescription {
  /** Whose tokens they are, as the subject of a sentence: `Privy`. */
  readonly title: string
  /** The keys of an issuer in the file. Formats are those of `config/text-format.ts`. */
  readonly settings: TObject
  /** What to write where a key is missing, by key. */
  readonly missing: Readonly<Record<string, string>>
  /** The key that names the provider's account, and what it holds, in words: `app id`. */
  readonly account: { readonly key: string; readonly words: string }
  /** Which of the account's tokens are meant, where that is not all of them. */
  readonly audiencesIn: (written: unknown) => readonly string[] | undefined
  /** Which algorithms pinned keys must fit. */
  readonly algorithmsIn: (written: unknown) => readonly SignatureAlgorithm[]
  /** What is wrong beyond the shape of each value. */
  readonly explain: (written: unknown) => readonly SettingFault[]
  /** Its subjects in words, for people who type one: `did:privy:…`. */
  readonly subjectWords: string
}

/** Everything specific to one kind of issuer. Pure: nothing in it reads files, the network or a clock. */
export interface Kind<Name extends IssuerKind> extends KindDescription {
  /** The issuer with its defaults filled in. */
  readonly read: (written: WrittenIssuer<Name>) => TokenIssuer<Name>
  /** Identifies the issuer among all others; must never change while the account is the same. */
  readonly accountOf: (issuer: TokenIssuer<Name>) => string
  /** The only algorithms that its tokens may be signed with. */
  readonly algorithmsOf: (issuer: TokenIssuer<Name>) => readonly SignatureAlgorithm[]
  /** Tells whether the header's `typ` can be that of its tokens. */
  readonly isType: (type: unknown) => boolean
  /**
   * Whether claims that nobody has proved point to this issuer, by exact match: undefined when they do, else why not.
   * `issuer_unknown` says that `iss` already is another's.
   */
  readonly choose: (claims: JsonObject, issuer: TokenIssuer<Name>) => TokenFault | undefined
  /**
   * Judges claims that are signed. Repeats what `choose` checked, so that it binds by itself. `nowMs` is epoch
   * milliseconds.
   */
  readonly check: (claims: JsonObject, issuer: TokenIssuer<Name>, nowMs: number) => ClaimCheck
  /** Tells whether a usable subject can be one of this issuer's. */
  readonly isSubject: (subject: string) => boolean
}

/** One in use, and others while rotating. */
export const pinnedKeysMax = 16

/** The setting `keys`, which every kind has. */
export const pinnedKeys = Type.Optional(
  Type.Array(Type.Unsafe<string | Record<string, unknown>>({ type: ['string', 'object'] }), {
    minItems: 1,
    maxItems: pinnedKeysMax,
    description: 'Public keys as PEM or JWK; nothing is fetched then. Not together with jwks_url.',
  }),
)

/** The setting `jwks_url`, which every kind has. */
export function jwksUrl(description: string) {
  return Type.Optional(Type.String({ format: 'secure-address', description }))
}

/** Where the keys of an issuer come from: pinned ones, an address that is written, or else where its kind has them. */
export function readKeySource(
  written: { readonly keys?: readonly (string | Record<string, unknown>)[]; readonly jwks_url?: string },
  otherwise: KeySource,
): KeySource {
  if (written.keys !== undefined) return { kind: 'pinned', keys: written.keys.map(writePinnedKey) }
  return written.jwks_url === undefined ? otherwise : { kind: 'jwks', url: written.jwks_url }
}

/** The text of a pinned key as the domain holds it: PEM as written, a JWK as JSON. */
export function writePinnedKey(key: unknown): string {
  return typeof key === 'string' ? key.trim() : (JSON.stringify(key) ?? '')
}
