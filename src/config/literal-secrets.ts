import type { Finding } from './fault.ts'
import type { Usable } from './usable.ts'

const advice = `is written into the file: write \${NAME} or \${file:PATH} instead, so that the file can be shared`

/** Every place of the file that holds a secret, as a warning in case it is written there instead of referred to. */
export function findLiteralSecrets({ file, entries }: Usable): readonly Finding[] {
  const database = file.database?.url === undefined ? [] : [file.database.url]
  const ofTheFile = entries.filter(({ inForce }) => inForce === undefined)
  return [
    ...database.filter(hasPassword).map(() => ({ path: ['database', 'url'], detail: `the password ${advice}` })),
    ...ofTheFile.flatMap(({ index, written }) => [
      { path: ['tenants', index, 'meld', 'api_key'], detail: `the key ${advice}` },
      ...(written.meld.webhook_secrets ?? []).map((_, each) => ({
        path: ['tenants', index, 'meld', 'webhook_secrets', each],
        detail: `the secret ${advice}`,
      })),
    ]),
  ]
}

function hasPassword(url: string): boolean {
  return new URL(url).password !== '' || new URL(url).searchParams.has('password')
}
