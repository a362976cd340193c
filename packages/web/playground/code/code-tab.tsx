import { CodeBlock } from '../../ui/code-block.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import type { Step } from '../address.ts'
import { gatewayUrl } from '../api/http.ts'
import { usePageState } from '../use-page-state.ts'
import { snippetFor } from './snippets.ts'

const languages = [
  { value: 'curl', label: 'curl' },
  { value: 'typescript', label: 'TypeScript' },
  { value: 'react', label: 'React' },
] as const

/** What a step does, in the language that is chosen for the whole page. */
export function CodeTab({ step }: { readonly step: Step }) {
  const { state, change } = usePageState()
  const { code } = state
  return (
    <div className="code-tab">
      <Segmented
        label="Language"
        value={code}
        choices={languages}
        onChange={(chosen) => change({ code: chosen }, 'replace')}
      />
      <CodeBlock
        code={snippetFor(step, code, state, gatewayUrl)}
        language={code === 'curl' ? 'shell' : 'typescript'}
        label={`${languages.find(({ value }) => value === code)?.label} code`}
      />
    </div>
  )
}
