import { useSyncExternalStore } from 'react'

/** Light, dark, or as the system has it. */
export type Theme = 'system' | 'light' | 'dark'

const themes: readonly Theme[] = ['system', 'light', 'dark']
const storageKey = 'rampway-theme'

const listeners = new Set<() => void>()

function readTheme(): Theme {
  // A browser that keeps nothing for pages throws here.
  try {
    const kept = localStorage.getItem(storageKey)
    return themes.find((theme) => theme === kept) ?? 'system'
  } catch {
    return 'system'
  }
}

let current: Theme = readTheme()

/** Shows the page in the theme that was chosen last; call it before anything is drawn. */
export function applyTheme(): void {
  if (current === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = current
}

function choose(theme: Theme): void {
  current = theme
  applyTheme()
  try {
    localStorage.setItem(storageKey, theme)
  } catch {
    // It holds until the page is left.
  }
  for (const listener of listeners) listener()
}

interface ThemeChoice {
  readonly theme: Theme
  readonly choose: (theme: Theme) => void
  readonly next: () => void
}

/** The theme, and what changes it: to a chosen one, or to the next. */
export function useTheme(): ThemeChoice {
  const theme = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
  return { theme, choose, next: () => choose(themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system') }
}

const darkSystem = matchMedia('(prefers-color-scheme: dark)')

/** The scheme that is shown, for what style sheets do not reach; whoever uses it is drawn anew when that changes. */
export function useScheme(): 'light' | 'dark' {
  const { theme } = useTheme()
  const isSystemDark = useSyncExternalStore(
    (listener) => {
      darkSystem.addEventListener('change', listener)
      return () => darkSystem.removeEventListener('change', listener)
    },
    () => darkSystem.matches,
  )
  if (theme !== 'system') return theme
  return isSystemDark ? 'dark' : 'light'
}
