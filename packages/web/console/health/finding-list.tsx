import './findings.css'
import { Instant } from '../../parts/instant.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { CopyButton } from '../../ui/code-block.tsx'
import type { Finding } from '../api/state-shapes.ts'

const severities: Readonly<
  Record<Finding['severity'], { readonly word: string; readonly tone: Tone; readonly rank: number }>
> = {
  error: { word: 'Error', tone: 'bad', rank: 0 },
  warning: { word: 'Warning', tone: 'warn', rank: 1 },
  info: { word: 'Note', tone: 'active', rank: 2 },
  skipped: { word: 'Skipped', tone: 'neutral', rank: 3 },
  ok: { word: 'Ok', tone: 'good', rank: 4 },
}

/** True of a finding that somebody should do something about. */
export function needsAttention({ severity }: Finding): boolean {
  return severity === 'error' || severity === 'warning'
}

/** What the doctor found, the worst first; what there is to do is said with each, unless it is to be short. */
export function FindingList({ findings, isCompact = false }: FindingListProps) {
  const sorted = [...findings].sort((a, b) => severities[a.severity].rank - severities[b.severity].rank)
  return (
    <ul className="lines">
      {sorted.map((finding) => (
        <li key={`${finding.id} ${finding.tenant ?? ''} ${finding.found}`} className="line">
          <Badge tone={severities[finding.severity].tone}>{severities[finding.severity].word}</Badge>
          <FindingText finding={finding} isCompact={isCompact} />
          <span className="row-note finding-time">
            <Instant at={finding.checked_at} />
          </span>
        </li>
      ))}
    </ul>
  )
}

interface FindingListProps {
  readonly findings: readonly Finding[]
  readonly isCompact?: boolean
}

function FindingText({ finding, isCompact }: { readonly finding: Finding; readonly isCompact: boolean }) {
  const { title, tenant, found, expected, why, fix, docs } = finding
  const isSettled = !needsAttention(finding)
  return (
    <div className="line-text">
      <p className="row-name">
        {title}
        {tenant !== null && <span className="soft"> · {tenant}</span>}
      </p>
      <p className="small">
        {found}
        {!isSettled && <span className="soft"> Expected: {expected}</span>}
      </p>
      {!isSettled && !isCompact && (
        <>
          <p className="row-note">{why}</p>
          {fix !== '' && (
            <p className="finding-fix">
              <span>{fix}</span>
              <CopyButton text={fix} label="Copy the fix" isCompact />
            </p>
          )}
          {docs !== '' && (
            <p className="row-note">
              Read on: {/^https?:/.test(docs) ? <a href={docs}>{docs}</a> : <code>{docs}</code>}
            </p>
          )}
        </>
      )}
    </div>
  )
}
