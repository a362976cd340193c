/** Where a session is shown: in a frame of this page, in a window of its own, or in place of this page. */
export type Surface = 'iframe' | 'popup' | 'redirect'

/** What is read of a session; the one that `POST /v0/ramp/sessions` answers with, or any that is read back, will do. */
export interface RampSession {
  readonly id: string
  /** An `https` address, or `http` in development; null where the session has no link any more, and cannot be opened. */
  readonly widget_url: string | null
  readonly status?: string
  /** What the user tells support. */
  readonly support_code?: string | null
  /** What was given when the session was opened. */
  readonly client_state?: string | null
  /** The surfaces that work, the best first; those that this package does not know are passed over. */
  readonly open_in?: ReadonlyArray<{ readonly surface: string; readonly reason?: string | null }>
}

/** What `poll` gives: a session, or an answer that holds one. */
export type PollAnswer = { readonly status: string } | { readonly session: { readonly status: string } }

/** How a session is shown and followed. All of it may be left out. */
export interface RampOptions {
  /** By default `auto`: what the session's `open_in` says, else a frame, then a popup, then a redirect. */
  readonly mode?: 'auto' | Surface | undefined
  /** The element, or a selector of it, that holds the frame; by default a dialog over the page does. */
  readonly mount?: Element | string | null | undefined
  /** Told of all that happens, in order, never before `openRamp` has returned. */
  readonly onEvent?: ((event: RampEvent) => void) | undefined
  /**
   * Asks the gateway how the session stands. Called again and again until the status is final, and at once when the user
   * comes back; what it throws is told as `poll_failed`, and it is called again.
   */
  readonly poll?: ((sessionId: string, signal: AbortSignal) => Promise<PollAnswer>) | undefined
  /**
   * Tells whenever the session changes, as `sessions.events` of the client does: `poll` is then called at once. It is called at its
   * own pace besides, and so goes on alone where the stream ends or throws.
   */
  readonly stream?:
    | ((sessionId: string, options: { readonly signal: AbortSignal }) => AsyncIterable<unknown>)
    | undefined
  /** Takes the surface away and stops everything. */
  readonly signal?: AbortSignal | undefined
  /** The frame's `sandbox`. Without it there is none: identity checks and bank pages need what it forbids. */
  readonly sandbox?: string | undefined
  /** Words in the user's language, in place of the English ones. */
  readonly texts?: Partial<Texts> | undefined
}

/** What the user reads beside the provider's page. */
export interface Texts {
  /** Names the dialog and the frame to screen readers. */
  readonly title: string
  readonly close: string
  /** Beside the frame: who sees nothing in it can go on in a window. */
  readonly openWindow: string
  /** Where the browser has blocked the window. */
  readonly blocked: string
  /** While the window is open. */
  readonly waiting: string
  readonly showWindow: string
  /** Before it is closed while a payment is under way. */
  readonly question: string
  readonly stay: string
}

/** What every event carries. */
interface About {
  readonly sessionId: string
  readonly supportCode: string | null
}

/** What happens to a session, as `onEvent` is told it. */
export type RampEvent = About & RampNews

/** An event without the session that it is about. */
export type RampNews =
  | { readonly type: 'opening'; readonly surface: Surface }
  /** A page was loaded; in a frame it may be the browser's own, when the provider refuses frames. */
  | { readonly type: 'opened'; readonly surface: Surface }
  /** Nothing was loaded for 15 seconds. It may still come. */
  | { readonly type: 'stalled'; readonly surface: Surface }
  /**
   * `popup_blocked`: the browser wants a click, and a button is there for it. `frame_refused`: the Content-Security-Policy of
   * this page allows no such frame, and the next surface is tried.
   */
  | { readonly type: 'blocked'; readonly surface: Surface; readonly reason: 'popup_blocked' | 'frame_refused' }
  /** The user is back from the provider, which says nothing of the trade. The surface is taken away. */
  | { readonly type: 'returned'; readonly clientState: string | null }
  | { readonly type: 'status'; readonly status: string }
  | { readonly type: 'poll_failed'; readonly error: unknown }
  /** The surface is gone, and nothing more is told. */
  | { readonly type: 'closed'; readonly outcome: Outcome }

/** How it ended. */
export interface Outcome extends About {
  /** As `poll` gave it last; null when it never did. */
  readonly status: string | null
  /**
   * `settled`: the status is final, and the surface may still be there. `returned`: the user came back through the return
   * page. `user`, `app`: who closed it. `aborted`: by `signal`. `blocked`: nothing could be shown.
   */
  readonly reason: 'settled' | 'returned' | 'user' | 'app' | 'aborted' | 'blocked'
}

/** What the app holds of an open session. */
export interface RampHandle {
  /** Takes the surface away, asks how the session stands once more, and ends. Cancels no payment. */
  readonly close: () => void
  /** Moves the focus to the surface. */
  readonly focus: () => void
  /** Fulfilled once the status is final or the surface is gone for good; never rejected. */
  readonly done: Promise<Outcome>
}
