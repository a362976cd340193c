import { TextField } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { tenants } from '../address.ts'
import { usePageState } from '../use-page-state.ts'

const people = ['alice', 'bob', 'carol']
const issuers = [
  { value: 'privy', label: 'Privy' },
  { value: 'dynamic', label: 'Dynamic' },
] as const

/** Whose token the page calls with. A session belongs to its user, so none is followed after a change. */
export function WhoFields() {
  const { state, change } = usePageState()
  return (
    <fieldset className="who">
      <legend>Signed in as</legend>
      <div className="pair">
        <TextField
          label="User"
          value={state.user}
          suggestions={people}
          onChange={(user) => change({ user, session: '', key: '' }, 'replace')}
        />
        <Select
          label="Token from"
          value={state.issuer}
          choices={issuers}
          onChange={(issuer) => change({ issuer: issuer === 'dynamic' ? 'dynamic' : 'privy', session: '', key: '' })}
        />
      </div>
      <Select
        label="Tenant"
        value={state.tenant}
        choices={tenants}
        onChange={(tenant) => change({ tenant, session: '', key: '' })}
      />
    </fieldset>
  )
}
