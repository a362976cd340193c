import type { LinkFault } from '../../domain/link.ts'

/** A sentence that names the provider (`{provider}`) where it is known by name, and does without where it is not. */
export interface Naming {
  readonly named: string
  readonly unnamed: string
}

/** What the return page tells of a session, by what is stored of it; `returned` as long as no trade is known. */
export type ReturnKind = 'returned' | 'transacting' | 'completed' | 'failed' | 'cancelled'

/** Refusals that a person can meet in a browser, by their names in the error catalogue. */
export type PersonalRefusal = 'route_not_found' | 'method_not_allowed' | 'internal' | 'overloaded'

/** The link pages whose `happened` names the provider. */
type NamingFault = 'spent' | 'completed' | 'failed' | 'unavailable'

/** What a page says first. */
export interface Telling<Title = string, Happened = string> {
  readonly title: Title
  readonly happened: Happened
}

interface FaultTexts<Happened> extends Telling<string, Happened> {
  /** What to do now. */
  readonly next: string
}

/**
 * Every text that a partner's users meet on our pages, in one language. A name in braces is a placeholder; which ones a
 * text has is the same in every language.
 */
export interface PageTexts {
  readonly faults: { readonly [Fault in LinkFault]: FaultTexts<Fault extends NamingFault ? Naming : string> }
  readonly returns: {
    readonly [Kind in ReturnKind]: Telling<
      Kind extends 'returned' ? Naming : string,
      Kind extends 'returned' | 'cancelled' ? string : Naming
    >
  }
  /** Under what the return page tells, where there is no link back. */
  readonly closeAndGoBack: string
  /** Said once a button of the return page was pressed. */
  readonly appIsTold: string
  readonly closeTabYourself: string
  readonly nothingCharged: string
  readonly buttons: {
    readonly retry: string
    readonly back: string
    readonly close: string
    readonly proceed: string
  }
  /** Labels of what is known of the trade. */
  readonly trade: {
    readonly purchase: string
    readonly sale: string
    readonly amount: string
    readonly payout: string
    readonly provider: string
  }
  readonly support: {
    /** Before the code that the user reads out. */
    readonly code: string
    /** Before the id of a request that found no session. */
    readonly reference: string
    /** A link to the web page of the tenant's support. */
    readonly contact: string
    /** The subject of a mail to the tenant's support. */
    readonly subject: string
  }
  readonly preview: { readonly title: string; readonly description: string }
  readonly proceed: Telling
  readonly refusals: { readonly [Name in PersonalRefusal]: Telling }
  /** A link to the explanation of an error code, which is for developers and in English. */
  readonly codeExplained: string
}
