import './sign-in.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useCallback, useEffect, useState } from 'react'
import { Redirect, useSearch } from 'wouter'
import { CommandHint } from '../../parts/identifier.tsx'
import { takeLinkCode, useNextLinkCode } from '../../parts/link-code.ts'
import { Problem } from '../../parts/problem.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { RampwayMark } from '../../ui/icon.tsx'
import { meQuery, type SignInProof, signIn } from '../api/sign-in.ts'
import { returnAddress } from './return-address.ts'

const codeOfLink = takeLinkCode()

/** Swaps an operator token for the cookie of this browser, and goes back to where the user was. */
export function SignInPage() {
  const queries = useQueryClient()
  const { data: me } = useQuery({ ...meQuery, enabled: codeOfLink === '' })
  const [token, setToken] = useState('')
  const next = returnAddress(useSearch())
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: (proof: SignInProof) => signIn(queries, proof),
  })
  useEffect(() => {
    document.title = 'Sign in · Rampway console'
    if (codeOfLink !== '') mutate({ code: codeOfLink })
  }, [mutate])
  useNextLinkCode(useCallback((code) => mutate({ code }), [mutate]))
  if (isSuccess || (me !== undefined && me !== null)) return <Redirect to={next} replace />
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (token.trim() !== '') mutate({ token: token.trim() })
  }
  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit}>
        <RampwayMark />
        <h1>Rampway console</h1>
        <p className="soft">Sign in with an operator token. This browser then stays signed in for eight hours.</p>
        <TextField
          label="Operator token"
          type="password"
          isMono
          value={token}
          onChange={setToken}
          placeholder="rwo_…"
        />
        {error !== null && !isPending && <Problem error={error} />}
        <Button kind="primary" type="submit" isBusy={isPending}>
          Sign in
        </Button>
        <div className="sign-in-hint soft small">
          <p>No token yet? Make one where the gateway runs:</p>
          <CommandHint command="rampway operator create --name you --scopes read,act --expires 90d" />
        </div>
      </form>
    </main>
  )
}
