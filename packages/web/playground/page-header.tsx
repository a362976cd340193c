import { Button } from '../ui/button.tsx'
import { MoonIcon, RampwayMark, SunIcon, SystemIcon } from '../ui/icon.tsx'
import { useTheme } from '../ui/theme.ts'
import { ScenarioMenu } from './scenarios/scenario-menu.tsx'

const themes = {
  system: { icon: <SystemIcon />, label: 'Theme: as the system. Switch to light' },
  light: { icon: <SunIcon />, label: 'Theme: light. Switch to dark' },
  dark: { icon: <MoonIcon />, label: 'Theme: dark. Switch to the system’s' },
} as const

/** What stands above the columns. */
export function PageHeader() {
  const { theme, next } = useTheme()
  return (
    <header className="page-header">
      <div className="brand">
        <RampwayMark />
        <div>
          <h1>Rampway playground</h1>
          <p>Simulated providers, real API. No money moves.</p>
        </div>
      </div>
      <nav aria-label="Documents">
        <a href="docs">API reference</a>
        <a href="errors">Errors</a>
      </nav>
      <ScenarioMenu />
      <Button kind="quiet" size="small" label={themes[theme].label} onClick={next}>
        {themes[theme].icon}
      </Button>
    </header>
  )
}
