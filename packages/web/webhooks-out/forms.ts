import type { FilterForm } from '../parts/filter-fields.tsx'

/** Of an event's id. */
export const eventForm: FilterForm = { pattern: /^evt_[0-9a-f]{32}$/, words: 'Write evt_ and 32 characters' }

/** Of a session's id. */
export const sessionForm: FilterForm = { pattern: /^ses_[0-9a-f]{32}$/, words: 'Write ses_ and 32 characters' }
