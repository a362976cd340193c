import { renderUnicodeCompact } from 'uqr'

/** What the start text of `rampway dev` shows. */
export interface WelcomeFacts {
  readonly publicUrl: string
  /** Where the operator's port is. */
  readonly operatorUrl: string
  /** Signs a browser in at the console. */
  readonly signInCode: string
  /** It is another one than usual, which was taken. */
  readonly isOperatorPortMoved: boolean
  readonly simulatorUrl: string
  readonly version: string
  /** Where everything is kept, as a whole path. */
  readonly dataDir: string
  /** How the `rampway` command is run from the folder the person is in. */
  readonly command: string
  /** The folder with the documents. */
  readonly docs: string
  /** How far the clock was moved in earlier runs. */
  readonly advancedMs: number
  /** Refused requests are shown as lines for people. */
  readonly showsRefusals: boolean
  /** Other devices of the network are let in. */
  readonly isOpenToNetwork: boolean
}

/** The text that `rampway dev` prints once it listens: what is there, and the first call to make. */
export function welcome(facts: WelcomeFacts): string {
  const {
    publicUrl,
    operatorUrl,
    simulatorUrl,
    version,
    dataDir,
    command,
    docs,
    advancedMs,
    showsRefusals,
    isOpenToNetwork,
  } = facts
  const moved = `
Its clock, and the gateway's, are ${Math.round(advancedMs / 1_000)} seconds ahead: POST /_sim/clock moved them, and that is kept.`
  return `
Playground  ${publicUrl}/
Console     ${operatorUrl}/console/sign-in#code=${facts.signInCode}
            (signs one browser in, within 15 minutes)

Rampway is listening on ${publicUrl} (version ${version})
The operator's port is ${operatorUrl}${facts.isOperatorPortMoved ? ', since the usual one is taken; OPERATOR_PORT names another' : ''}
The Meld simulator is on ${simulatorUrl}${advancedMs === 0 ? '' : moved}

Open a session as the dev user alice (paste into a shell):

  curl -s -X POST ${publicUrl}/v0/ramp/sessions \\
    -H "x-juno-orgid: org-demo:env-sandbox" \\
    -H "x-juno-jwt: $(curl -s -X POST ${publicUrl}/dev/token \\
        -H 'content-type: application/json' \\
        -d '{"provider":"privy","sub":"alice","tenant":"org-demo:env-sandbox"}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')" \\
    -H "content-type: application/json" \\
    -d '{"source_amount":"100.00","from_asset":"USD","to_asset":"USDC","chain_id":8453,"wallet_address":"0x52908400098527886E0F7030069857D2E4169EE7","idempotency_key":"my-first-session"}'

Then open the answer's widget_url in a browser and act as the buyer. The same command again answers 208.

  From a browser   pages on http://localhost, whatever the port, may call all of this; RAMPWAY_DEV_ORIGINS adds origins
  Tokens           POST ${publicUrl}/dev/token for any user of org-demo:env-sandbox and org-other:env-sandbox
  For operators    POST ${publicUrl}/dev/operator-token makes a token for ${operatorUrl}/operator/v0/me and the rest
  Events           ${command} listen --forward-to http://127.0.0.1:3000/hooks sends what happens to a program of yours
  The simulator    GET ${publicUrl}/_sim lists its controls: faults, the buyer, the clock, what Meld received
  Reference        ${publicUrl}/docs shows every call and sends it as alice
  The command      ${command} --help
  Documents        ${docs}: api.md, webhooks.md, embedding.md, react-native.md, identity.md, simulator.md and others
${showsRefusals ? '\nRefused requests are shown below with their reason; identity.md explains those of tokens. LOG_LEVEL=info shows all, as JSON.\n' : ''}${isOpenToNetwork ? phoneHint(publicUrl) : ''}
Ctrl-C stops everything; the data stays in ${dataDir}.
`
}

/** Readable by a camera: no scanner needs more around the code, though the standard asks for four. */
const qrBorder = 2

function phoneHint(publicUrl: string): string {
  return `
On your phone, in the same network, open ${publicUrl}/

${renderUnicodeCompact(`${publicUrl}/`, { border: qrBorder })}

Whoever is in this network can do the same, and more: make a token for any dev user, read what dev users stored, and
control the simulator. No real money or token is here. Stop it when you are done.
`
}
