import './portal.css'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { Redirect } from 'wouter'
import { CallError } from '../parts/http.ts'
import { takeLinkCode, useNextLinkCode } from '../parts/link-code.ts'
import { Problem, Waiting } from '../parts/problem.tsx'
import { RampwayMark } from '../ui/icon.tsx'
import { signIn } from './api.ts'

const codeOfLink = takeLinkCode()

/** Swaps the code of a portal link for the cookie of this browser; says what to do when that link leads nowhere any more. */
export function SignInPage() {
  const queries = useQueryClient()
  const { mutate, isSuccess, error } = useMutation({ mutationFn: (code: string) => signIn(queries, code) })
  useEffect(() => {
    document.title = 'Webhooks'
    if (codeOfLink !== '') mutate(codeOfLink)
  }, [mutate])
  useNextLinkCode(mutate)
  if (isSuccess || codeOfLink === '') return <Redirect to="/" replace />
  if (error === null) {
    return (
      <Card title="Opening your webhooks">
        <Waiting rows={2} />
      </Card>
    )
  }
  return isLinkSpent(error) ? (
    <Card title="This link does not open any more">
      <p role="alert">A link serves once, and for 15 minutes. This one was used, or is older.</p>
      <AskForLink />
    </Card>
  ) : (
    <Card title="Your webhooks cannot be opened now">
      <Problem error={error} onRetry={() => mutate(codeOfLink)} />
    </Card>
  )
}

/** What whoever is not signed in finds at every address of the portal. */
export function SignedOutPage() {
  useEffect(() => {
    document.title = 'Webhooks'
  }, [])
  return (
    <Card title="Webhooks">
      <p role="alert">You are not signed in here, or not any more: that lasts for an hour.</p>
      <AskForLink />
    </Card>
  )
}

function AskForLink() {
  return <p>Ask whoever runs the gateway for a new link, and open it in this browser.</p>
}

function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="portal-alone">
      <div className="portal-card">
        <RampwayMark />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}

/** True when the code itself is at fault, rather than how it was sent or when. */
function isLinkSpent(error: unknown): boolean {
  return error instanceof CallError && (error.status === 400 || error.status === 401)
}
