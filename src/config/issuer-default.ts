/** Where Privy publishes an app's public keys: the address its own server library asks. */
export function privyJwksUrl(appId: string): string {
  return `https://api.privy.io/v1/apps/${encodeURIComponent(appId)}/jwks.json`
}

/** Where Dynamic publishes an environment's public keys. */
export function dynamicJwksUrl(environmentId: string): string {
  return `https://app.dynamicauth.com/api/v0/sdk/${encodeURIComponent(environmentId)}/.well-known/jwks`
}

/** The `iss` texts of Dynamic's tokens, which have no scheme: its present host and its older one. */
export function dynamicIssuerTexts(environmentId: string): readonly string[] {
  return [`app.dynamicauth.com/${environmentId}`, `app.dynamic.xyz/${environmentId}`]
}
