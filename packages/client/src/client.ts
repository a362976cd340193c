/** What a client needs to reach a gateway. */
export interface ClientOptions {
  /** Where the gateway is, such as `https://ramp.example.com`. */
  readonly baseUrl: string
}
