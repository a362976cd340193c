import { type Check, ok, skipped, type Verdict } from './check.ts'

/** The file is read as `rampway serve` reads it. */
export const configuration: Check = {
  id: 'configuration',
  expected: 'a file that rampway serve starts with, without warnings',
  why: 'The next start, or the next reload, would be refused.',
  reach: 'process',
  run: async ({ file }) => {
    if (file === null) return skipped('no file was named: give --config FILE')
    const { path, faults, warnings } = file
    if (faults.length > 0) {
      return faults.map((fault) => ({
        severity: 'error',
        found: fault,
        fix: `Mend it; then run rampway config check ${path}`,
      }))
    }
    const doubts = warnings.filter((warning) => !isAboutSecret(warning))
    if (doubts.length === 0) return [ok(`${path} is valid`)]
    return doubts.map((doubt): Verdict => ({ severity: 'warning', found: doubt, why: whyDoubt, fix: fixDoubt }))
  },
}

const whyDoubt = 'Nothing is refused for it, but it is seldom meant.'
const fixDoubt = 'Change what it names, or leave it when it is meant so.'

/** Whose entries have faults. */
export const leftOutTenants: Check = {
  id: 'left_out_tenants',
  expected: 'every entry of the configuration without a fault',
  why: 'A tenant that is left out is not served: its users get 503. One in its last good form is left out by a restart.',
  reach: 'process',
  run: async ({ tenants }) => {
    if (tenants === null) return skipped('the tenants are not known here')
    const { faulty, served, defaultTenant } = tenants
    if (faulty.length === 0) return [ok(`${served.length} tenants, none left out`)]
    return faulty.map(({ id, entry, state, faults }): Verdict => {
      const name = `${id ?? entry}${id !== null && id === defaultTenant ? ', the default tenant,' : ''}`
      const what = state === 'left_out' ? 'is left out' : 'is served in its last good form'
      return {
        severity: state === 'left_out' ? 'error' : 'warning',
        found: `${name} ${what}: ${faults.join('; ')}`,
        fix: 'Mend the entry, run rampway config check FILE, then send SIGHUP.',
        ...(id !== null && { tenant: id }),
      }
    })
  },
}

/** How secrets come in. */
export const secrets: Check = {
  id: 'secrets',
  expected: 'every secret read from a variable or a file, none written into the configuration',
  why: 'A secret that cannot be read leaves out its tenant; one in the file goes wherever the file goes.',
  reach: 'process',
  run: async ({ file, tenants }) => {
    if (file === null || tenants === null) return skipped('no file was named: give --config FILE')
    const unreadable = tenants.faulty.flatMap(({ id, faults }) =>
      faults.filter(isAboutReference).map(
        (fault): Verdict => ({
          severity: 'error',
          found: fault,
          fix: 'Set the variable, or let the user that Rampway runs as read the file; then send SIGHUP, or restart for a variable.',
          ...(id !== null && { tenant: id }),
        }),
      ),
    )
    const written = file.warnings.filter(isAboutSecret).map(
      (warning): Verdict => ({
        severity: 'warning',
        found: warning,
        fix: `Write \${NAME} or \${file:PATH} in its place, and change the secret if the file was shared.`,
      }),
    )
    const count = tenants.served.reduce((sum, { meld }) => sum + 1 + meld.webhookSecrets.length, 0)
    return unreadable.length + written.length > 0 ? [...unreadable, ...written] : [ok(`${count} secrets, all readable`)]
  },
}

/** The words are those of `config/literal-secrets.ts`. */
function isAboutSecret(warning: string): boolean {
  return warning.includes('is written into the file')
}

/** The words are those of `config/reference.ts`. */
function isAboutReference(fault: string): boolean {
  return /: (?:the (?:file|environment variable) |a reference )/.test(fault)
}
