/** Where a session may be shown. */
export type Surface = 'iframe' | 'popup' | 'redirect'
