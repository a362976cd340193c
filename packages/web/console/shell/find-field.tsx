import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { SearchIcon } from '../../ui/icon.tsx'

/** The one field that finds everything, on every page; the key `/` leads to it. */
export function FindField() {
  const [path, go] = useLocation()
  const search = useSearch()
  const asked = path === '/find' ? (new URLSearchParams(search).get('q') ?? '') : ''
  const [text, setText] = useState(asked)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => setText(asked), [asked])
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const query = text.trim()
    if (query !== '') go(`/find?${new URLSearchParams({ q: query })}`)
  }
  return (
    <search className="find-place">
      <form className="find-field" onSubmit={submit}>
        <SearchIcon />
        <input
          ref={input}
          type="search"
          aria-label="Find"
          aria-keyshortcuts="/"
          placeholder="Find a session, transaction, wallet, support code …"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <span className="find-key" aria-hidden="true">
          /
        </span>
      </form>
    </search>
  )
}

/** True of a place where a key writes a letter, and in dialogs, which the field is behind. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role=dialog], [role=listbox]') !== null)
  )
}
