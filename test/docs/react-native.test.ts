import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The parts that the document's code uses, as the packages declare them. */
const declarations = `declare module 'react-native' {
  import type { ReactElement, ReactNode } from 'react'
  interface Subscription { remove(): void }
  export const BackHandler: { addEventListener(event: 'hardwareBackPress', take: () => boolean): Subscription }
  export const Linking: {
    getInitialURL(): Promise<string | null>
    openURL(url: string): Promise<unknown>
    addEventListener(event: 'url', take: (event: { url: string }) => void): Subscription
  }
  export function Button(props: { title: string; onPress: () => void }): ReactElement
  export function View(props: { style?: { flex?: number }; children?: ReactNode }): ReactElement
  export function Modal(props: {
    visible?: boolean
    onRequestClose?: () => void
    animationType?: 'none' | 'slide' | 'fade'
    children?: ReactNode
  }): ReactElement
}
declare module 'react-native-webview' {
  import { Component } from 'react'
  interface Event<Of> { nativeEvent: Of }
  interface Props {
    source: { uri: string }
    originWhitelist?: readonly string[]
    onShouldStartLoadWithRequest?: (request: { url: string }) => boolean
    onMessage?: (event: Event<{ url: string; data: string }>) => void
    onNavigationStateChange?: (state: { url: string; canGoBack: boolean }) => void
    onOpenWindow?: (event: Event<{ targetUrl: string }>) => void
    allowsInlineMediaPlayback?: boolean
    mediaPlaybackRequiresUserAction?: boolean
    mediaCapturePermissionGrantType?:
      | 'grantIfSameHostElsePrompt' | 'grantIfSameHostElseDeny' | 'deny' | 'grant' | 'prompt'
    paymentRequestEnabled?: boolean
  }
  export class WebView extends Component<Props> {
    goBack: () => void
  }
}
declare module 'expo-web-browser' {
  type Result = { type: 'success'; url: string } | { type: 'cancel' | 'dismiss' | 'opened' | 'locked' }
  export function openAuthSessionAsync(url: string, redirectUrl?: string | null): Promise<Result>
}
`

/** A compiler, on a machine that may be busy with everything else. */
const compileMs = 120_000

test('the code of the React Native document compiles, against the client as it stands', {
  timeout: compileMs,
}, async ({ onTestFinished }) => {
  const document = await readFile(join(root, 'docs', 'react-native.md'), 'utf8')
  const files = [...document.matchAll(/^```tsx?\n\/\/ (\S+)\n(.*?)^```$/gms)].map(([, name = '', code = '']) => ({
    name,
    code,
  }))
  expect(files.map(({ name }) => name)).toEqual(['ramp.ts', 'buy.tsx', 'returned.tsx', 'ramp-screen.tsx'])
  const folder = await mkdtemp(join(tmpdir(), 'rampway-react-native-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await Promise.all(files.map(({ name, code }) => writeFile(join(folder, name), code)))
  await writeFile(join(folder, 'packages.d.ts'), declarations)
  const react = join(root, 'node_modules', '@types', 'react')
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.asynciterable'],
    jsx: 'react-jsx',
    types: [],
    paths: {
      react: [join(react, 'index.d.ts')],
      'react/jsx-runtime': [join(react, 'jsx-runtime.d.ts')],
      '@rampway/client': [join(root, 'packages', 'client', 'src', 'client.ts')],
    },
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'] }))
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const said = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => `${stdout}${stderr}`,
  )
  expect(said).toBe('')
})
