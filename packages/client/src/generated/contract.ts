// Made of openapi.json by `npm run client-types`.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description the bound on `source_amount`, where one is known; of a sell it is converted by Meld and moves with the price */
        readonly AmountLimit: {
            /** @enum {string} */
            readonly kind: "minimum" | "maximum";
            readonly amount: components["schemas"]["Decimal"] | null;
            readonly currency: string | null;
        };
        readonly Asset: {
            readonly symbol: string;
            readonly name: string;
            /** @enum {string} */
            readonly asset_type: "crypto" | "fiat";
            readonly decimals: number;
            /** @description null for a currency */
            readonly chain_id: number | null;
            /** @description null for a currency, and for a chain’s own coin */
            readonly contract_address: string | null;
        };
        readonly AssetList: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly first: components["schemas"]["Link"];
                readonly last: components["schemas"]["Link"];
                readonly prev?: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description by symbol and then by chain */
            readonly assets: readonly components["schemas"]["Asset"][];
            /** @description how many there are in all */
            readonly total: number;
            readonly offset: number;
            readonly limit: number;
        };
        readonly AssetReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly assets: components["schemas"]["Link"];
            };
            readonly asset: components["schemas"]["Asset"];
        };
        /** @enum {integer} */
        readonly ChainId: 1 | 10 | 137 | 42161 | 8453 | 43114 | 56 | 1328 | 1329;
        /**
         * @description ISO 3166-1 alpha-2
         * @enum {string}
         */
        readonly CountryCode: "US" | "CA" | "MX" | "BR" | "AR" | "CL" | "CO" | "PE" | "GB" | "DE" | "FR" | "IT" | "ES" | "NL" | "BE" | "IE" | "PT" | "AT" | "CH" | "SE" | "NO" | "DK" | "FI" | "PL" | "CZ" | "GR" | "SG" | "HK" | "JP" | "KR" | "AU" | "NZ" | "IN" | "TH" | "PH" | "MY" | "ID" | "AE" | "SA" | "IL" | "TR" | "ZA" | "NG";
        /** @description an exact decimal */
        readonly Decimal: string;
        /** @description of a sell whose transaction is `pending`: what is to be sent, and where */
        readonly Deposit: {
            /**
             * @description the other one must not send
             * @enum {string}
             */
            readonly sent_by: "app" | "user";
            readonly address: string;
            readonly amount: components["schemas"]["Decimal"];
            readonly asset: string;
            readonly chain_id: number;
            readonly transaction_id: string;
        };
        /** @enum {string} */
        readonly DepositFault: "unknown_sale" | "other_direction" | "not_an_address" | "wrong_checksum" | "burn_address" | "token_contract" | "own_wallet" | "address_changed" | "missing_asset" | "other_asset" | "other_chain" | "missing_amount" | "too_many_decimals" | "other_amount" | "another_transaction";
        /** @description in place of `deposit` as long as anything is wrong with it: never send then */
        readonly DepositWithheld: {
            readonly reason: components["schemas"]["DepositFault"];
            readonly detail: string;
            readonly transaction_id: string;
        };
        /** @enum {string} */
        readonly Direction: "buy" | "sell";
        /** @description why one provider is out of a trade, and what would bring it in */
        readonly Exclusion: {
            /** @description null when it concerns all of them, or when Meld did not say whose offer it was */
            readonly service_provider: string | null;
            readonly reason: components["schemas"]["ExclusionReason"];
            readonly limit?: components["schemas"]["AmountLimit"];
            readonly nearest?: components["schemas"]["NearestChange"];
            /** @description words, where a reason says too little */
            readonly detail?: string;
        };
        /**
         * @description why, from a closed set
         * @enum {string}
         */
        readonly ExclusionReason: "direction_not_supported" | "country_not_supported" | "asset_not_supported" | "currency_not_supported" | "payment_method_not_supported" | "amount_too_low" | "amount_too_high" | "no_offer" | "redirect_flow_not_supported" | "standard_flow_not_supported" | "identity_not_reusable" | "not_used_before" | "malformed_offer" | "wrong_direction" | "wrong_currency" | "wrong_amount" | "wrong_payment_method" | "no_amount" | "implausible" | "not_enabled" | "identity_check_required" | "refused" | "provider_failed" | "timed_out" | "no_answer" | "busy" | "failed_recently";
        /** @description milliseconds since 1970 */
        readonly Instant: number;
        readonly Link: {
            /** @description a reference relative to the root */
            readonly href: string;
            /**
             * @description GET where it is left out
             * @enum {string}
             */
            readonly method?: "POST";
            /** @description the reference is an RFC 6570 template */
            readonly templated?: boolean;
        };
        readonly ListedPaymentMethod: {
            readonly payment_method_type: string;
            /** @description for people */
            readonly name: string;
            /**
             * @description an `alias` is `VISA`, say, and a `type` is `CARD`, `BANK_TRANSFER`, `LOCAL` or `MOBILE_WALLET`
             * @enum {string}
             */
            readonly kind: "method" | "alias" | "type";
            readonly type: string | null;
            /** @description whether it may be sent as `payment_method_type` */
            readonly accepted: boolean;
            /** @description the providers’ own codes behind it */
            readonly stands_for: readonly string[];
        };
        readonly ListedSession: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly transactions: components["schemas"]["Link"];
                readonly quotes: components["schemas"]["Link"];
                readonly widget?: components["schemas"]["Link"];
                readonly transaction?: components["schemas"]["Link"];
            };
            readonly id: string;
            /** @description what a user reads out to support: the gateway’s operator finds the session by it. No secret; hardly ever two sessions have the same */
            readonly support_code: string;
            readonly widget_url: string | null;
            readonly token: string | null;
            /** @description the provider’s own page, where Meld named one */
            readonly service_provider_widget_url: string | null;
            readonly external_session_id: string | null;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            readonly service_provider: string | null;
            readonly payment_method_type: string | null;
            readonly source_amount: components["schemas"]["Decimal"];
            readonly from_asset: string;
            readonly to_asset: string;
            readonly chain_id: number;
            readonly wallet_address: string;
            readonly country_code: components["schemas"]["CountryCode"];
            /** @description where one was sent */
            readonly subdivision?: string;
            /** @description where the widget can be shown, the surface to try first at the front; one that this provider, method or direction does not work in is not listed. `redirect` is always there, as the last */
            readonly open_in: readonly components["schemas"]["PossibleSurface"][];
            /** @description as it was sent when the session was opened */
            readonly client_state: string | null;
            /** @description fields that the widget does not let the user change */
            readonly locked_fields: readonly string[];
            /** @description of a sell: the flow in force; `true`: your app sends the crypto */
            readonly redirect_flow?: boolean;
            readonly created_at: components["schemas"]["Instant"];
            readonly expires_at: components["schemas"]["Instant"];
            /** @description null until then */
            readonly opened_at: components["schemas"]["Instant"] | null;
            /** @description null until then */
            readonly returned_at: components["schemas"]["Instant"] | null;
            /** @description `not_observed` once the session was over, was checked for long enough, and no transaction was seen; a late one clears it */
            readonly observation: "not_observed" | null;
            /** @description only of a session that was never opened; `code` is a name (`provider_refused`, `provider_unavailable`), not an `error_code` */
            readonly failure?: {
                readonly code: string;
                readonly detail: string;
            };
            /** @description newest first: a user who was declined may try again in the same widget */
            readonly transactions: readonly {
                readonly id: string;
                readonly status: components["schemas"]["TransactionStatus"];
            }[];
        };
        readonly ListedTransaction: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            /** @description Meld’s transaction id */
            readonly id: string;
            readonly status: components["schemas"]["TransactionStatus"];
            /** @description Meld’s own word for it, in capitals; an open set. `ERROR` is not the end: the provider may try again */
            readonly meld_status: string;
            /** @description `CRYPTO_PURCHASE`, `CRYPTO_SELL`, `CRYPTO_TRANSFER`, or null */
            readonly transaction_type: string | null;
            /** @description our symbol; an asset that Rampway does not know keeps Meld’s code */
            readonly from_asset: string | null;
            /** @description the same */
            readonly to_asset: string | null;
            /** @description null where neither asset is known */
            readonly chain_id: number | null;
            /** @description null until known */
            readonly source_amount: components["schemas"]["ToldDecimal"] | null;
            /** @description null until known */
            readonly destination_amount: components["schemas"]["ToldDecimal"] | null;
            readonly service_provider: string | null;
            readonly payment_method_type: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read */
            readonly created_at: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read */
            readonly updated_at: string | null;
            readonly is_swap: boolean;
            /** @description the session that it belongs to, where one is known */
            readonly session_id: string | null;
            /** @description the same */
            readonly external_session_id: string | null;
            /** @description on the chain, once there is one */
            readonly transaction_hash: string | null;
            /** @description the provider’s words, for people; null unless something went wrong */
            readonly failure_reason: string | null;
            /** @description in the fiat currency, null where it is not told */
            readonly total_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description in the fiat currency, null where it is not told */
            readonly network_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description in the fiat currency, null where it is not told */
            readonly transaction_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description in the fiat currency, null where it is not told */
            readonly partner_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description sells: where the crypto is sent. It informs; what is to be sent, and by whom, is the session’s `deposit`. Other addresses are not shown */
            readonly deposit_address: string | null;
            /** @description only where it is: the address cannot be right, so never send */
            readonly deposit_withheld?: {
                readonly reason: components["schemas"]["DepositFault"];
                readonly detail: string;
            };
        };
        /** @description the parameters to change, all together, for this provider to quote. Only what Meld lists by name for that very country, currency and method is proposed; where that is not known, as of a `subdivision`, there is no `nearest`. On a sell the amount keeps 10 % inside the bound */
        readonly NearestChange: {
            readonly source_amount?: components["schemas"]["Decimal"];
            readonly payment_method_type?: components["schemas"]["PaymentMethod"];
            readonly country_code?: string;
            readonly redirect_flow?: boolean;
        };
        readonly OpenSessionBody: {
            /** @description How much of `from_asset` is paid: a decimal text, or in a body a number; greater than 0, with no more decimals than the asset has (none for JPY and KRW, two for other currencies, 6 for USDC and EURC, 18 for USDT on BNB Smart Chain and for coins). A finer amount is 422 and names the nearest. A number that a double cannot carry exactly is refused: send it as a text. */
            readonly source_amount: string | number;
            /** @description The symbol that is paid with, in any case. Fiat first is a buy, crypto first a sell. An unknown one is refused, and is told which there are. */
            readonly from_asset: string;
            /** @description The symbol that is received, in any case. Exactly one of the two is fiat. */
            readonly to_asset: string;
            /** @description The chain of the crypto asset: 1 (Ethereum Mainnet), 10 (Optimism), 137 (Polygon), 42161 (Arbitrum One), 8453 (Base), 43114 (Avalanche C-Chain), 56 (BNB Smart Chain), 1328 (Sei Testnet), 1329 (Sei). */
            readonly chain_id: components["schemas"]["ChainId"];
            /** @description The EVM address of the crypto leg. In mixed case its EIP-55 checksum must be right. Refused as nobody’s wallet, on every chain: the zero address, the contract of any supported asset, burn addresses (`0x…dEaD` and its kin), placeholders (`0xEeee…`), and what belongs to the chain itself (precompiles, predeploys, system contracts). */
            readonly wallet_address: string;
            /** @description Where the user is: one of the 43 codes below; the tenant’s default, else `US`. */
            readonly country_code?: components["schemas"]["CountryCode"];
            /** @description Ours: where in the United States or Canada the user is, by ISO 3166-2 (`US-NY`, `CA-ON`), of the same country; some providers serve only some. Told to Meld for prices and widget. */
            readonly subdivision?: components["schemas"]["Subdivision"] | null;
            /** @description One of the 15 methods below; the widget is locked to it. Left out, the best quote’s. */
            readonly payment_method_type?: components["schemas"]["PaymentMethod"] | null;
            /** @description Pins a provider, in any case; without it the best quote wins. One that is not among the account’s is refused, and is told those that are. */
            readonly service_provider?: string | null;
            /** @description At most 128 characters; the empty string is no key. May come as the header `Idempotency-Key` instead. */
            readonly idempotency_key?: string | null;
            /** @description Ours: where the user is sent back to, instead of the tenant’s first return link. It must be one of the return links that are configured for the tenant. */
            readonly return_url?: string | null;
            /** @description Ours, for sells: `true` says that your app sends the crypto, once the user is back; otherwise the user does, from the provider’s page. */
            readonly redirect_flow?: boolean | null;
            /** @description Ours: a text of your own, such as where the user was in your app. It is given back wherever the session is read, and to your page when the user returns; nothing of ours reads it. Put no secret into it. At most 2048 bytes in UTF-8. */
            readonly client_state?: string | null;
        };
        /** @enum {string} */
        readonly PaymentMethod: "CARD" | "CREDIT_DEBIT_CARD" | "VISA" | "MASTERCARD" | "ACH" | "SEPA" | "BACS" | "BANK_TRANSFER" | "LOCAL_BANK_TRANSFER" | "LOCAL" | "PIX" | "MOBILE_WALLET" | "APPLE_PAY" | "GOOGLE_PAY" | "SAMSUNG_PAY";
        readonly PossibleSurface: {
            readonly surface: components["schemas"]["Surface"];
            /** @description why it stands where it stands, for developers */
            readonly reason: string | null;
        };
        readonly Quote: {
            /** @description opens a session for this quote; an `idempotency_key` may be added too */
            readonly _links: {
                readonly open: {
                    /** @description a reference relative to the root */
                    readonly href: string;
                    /**
                     * @description GET where it is left out
                     * @enum {string}
                     */
                    readonly method?: "POST";
                    /** @description the reference is an RFC 6570 template */
                    readonly templated?: boolean;
                    readonly body: {
                        readonly source_amount: components["schemas"]["Decimal"];
                        readonly from_asset: string;
                        readonly to_asset: string;
                        readonly chain_id: number;
                        readonly country_code: string;
                        readonly subdivision?: string;
                        readonly payment_method_type?: string;
                        readonly service_provider: string;
                        readonly redirect_flow?: boolean;
                    };
                    /** @description what is to be added to `body` */
                    readonly requires: readonly string[];
                };
            };
            readonly from_asset: string;
            readonly to_asset: string;
            readonly chain_id: number;
            readonly source_amount: components["schemas"]["Decimal"];
            /** @description what is received after all fees */
            readonly destination_amount: string;
            /** @description `to_asset` for one unit of `from_asset` with all fees in it (`destination_amount` / `source_amount`), with up to 18 decimals; null when too small to write */
            readonly exchange_rate: number | null;
            /** @description in `fee_asset`; null where it is not told */
            readonly total_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description in `fee_asset`; null where it is not told */
            readonly network_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description in `fee_asset`; null where it is not told */
            readonly transaction_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description in `fee_asset`; null where it is not told */
            readonly partner_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description ours: the currency of the four fees: always the fiat one, also on a sell */
            readonly fee_asset: string;
            readonly payment_method_type: string | null;
            readonly service_provider: string;
            readonly country_code: string;
            /** @description higher is better; null when Meld gives none */
            readonly ramp_score: number | null;
            readonly low_kyc: boolean | null;
            readonly is_swap: boolean;
            /** @description ours: Meld’s own rate as text; which way round it is and whether fees are in it differs */
            readonly provider_exchange_rate: string | null;
        };
        readonly QuoteList: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly sessions: components["schemas"]["Link"];
                readonly supported_values: components["schemas"]["Link"];
            };
            /** @description best first; empty is a normal answer */
            readonly quotes: readonly components["schemas"]["Quote"][];
            /** @description every other provider, the one that is easiest to bring in first */
            readonly unavailable: readonly components["schemas"]["Exclusion"][];
        };
        readonly Routing: {
            /** @enum {string} */
            readonly mode: "pinned" | "routed";
            readonly chosen: string | null;
            readonly candidates: readonly {
                readonly service_provider: string;
                readonly destination_amount: components["schemas"]["Decimal"];
                readonly ramp_score: number | null;
            }[];
            readonly excluded: readonly components["schemas"]["Exclusion"][];
        };
        readonly Session: {
            readonly id: string;
            /** @description what a user reads out to support: the gateway’s operator finds the session by it. No secret; hardly ever two sessions have the same */
            readonly support_code: string;
            /** @description show it to the user in a webview, a frame or a browser: it is for one person, once, until `expires_at`. Meld’s own where the tenant has `widget_url: provider` */
            readonly widget_url: string;
            /** @description the token of `widget_url`; nothing of the API takes it */
            readonly token: string;
            /** @description the provider’s own page, where Meld named one */
            readonly service_provider_widget_url: string | null;
            /** @description what Meld was given */
            readonly external_session_id: string;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            readonly service_provider: string | null;
            readonly payment_method_type: string | null;
            readonly source_amount: components["schemas"]["Decimal"];
            readonly from_asset: string;
            readonly to_asset: string;
            readonly chain_id: number;
            readonly wallet_address: string;
            readonly country_code: components["schemas"]["CountryCode"];
            /** @description where one was sent */
            readonly subdivision?: string;
            /** @description where the widget can be shown, the surface to try first at the front; one that this provider, method or direction does not work in is not listed. `redirect` is always there, as the last */
            readonly open_in: readonly components["schemas"]["PossibleSurface"][];
            /** @description as it was sent when the session was opened */
            readonly client_state: string | null;
            /** @description fields that the widget does not let the user change */
            readonly locked_fields: readonly string[];
            /** @description of a sell: the flow in force; `true`: your app sends the crypto */
            readonly redirect_flow?: boolean;
            readonly created_at: components["schemas"]["Instant"];
            readonly expires_at: components["schemas"]["Instant"];
        };
        readonly SessionDetail: {
            readonly id: string;
            /** @description what a user reads out to support: the gateway’s operator finds the session by it. No secret; hardly ever two sessions have the same */
            readonly support_code: string;
            readonly widget_url: string | null;
            readonly token: string | null;
            /** @description the provider’s own page, where Meld named one */
            readonly service_provider_widget_url: string | null;
            readonly external_session_id: string | null;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            readonly service_provider: string | null;
            readonly payment_method_type: string | null;
            readonly source_amount: components["schemas"]["Decimal"];
            readonly from_asset: string;
            readonly to_asset: string;
            readonly chain_id: number;
            readonly wallet_address: string;
            readonly country_code: components["schemas"]["CountryCode"];
            /** @description where one was sent */
            readonly subdivision?: string;
            /** @description where the widget can be shown, the surface to try first at the front; one that this provider, method or direction does not work in is not listed. `redirect` is always there, as the last */
            readonly open_in: readonly components["schemas"]["PossibleSurface"][];
            /** @description as it was sent when the session was opened */
            readonly client_state: string | null;
            /** @description fields that the widget does not let the user change */
            readonly locked_fields: readonly string[];
            /** @description of a sell: the flow in force; `true`: your app sends the crypto */
            readonly redirect_flow?: boolean;
            readonly created_at: components["schemas"]["Instant"];
            readonly expires_at: components["schemas"]["Instant"];
            /** @description null until then */
            readonly opened_at: components["schemas"]["Instant"] | null;
            /** @description null until then */
            readonly returned_at: components["schemas"]["Instant"] | null;
            /** @description `not_observed` once the session was over, was checked for long enough, and no transaction was seen; a late one clears it */
            readonly observation: "not_observed" | null;
            /** @description only of a session that was never opened; `code` is a name (`provider_refused`, `provider_unavailable`), not an `error_code` */
            readonly failure?: {
                readonly code: string;
                readonly detail: string;
            };
            /** @description newest first: a user who was declined may try again in the same widget */
            readonly transactions: readonly {
                readonly id: string;
                readonly status: components["schemas"]["TransactionStatus"];
            }[];
            readonly deposit?: components["schemas"]["Deposit"];
            readonly deposit_withheld?: components["schemas"]["DepositWithheld"];
            /** @description how the provider was chosen; null when it never came to that */
            readonly routing: components["schemas"]["Routing"] | null;
            /** @description oldest first */
            readonly timeline: readonly components["schemas"]["TimelineEntry"][];
        };
        readonly SessionDetailReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly transactions: components["schemas"]["Link"];
                readonly quotes: components["schemas"]["Link"];
                readonly widget?: components["schemas"]["Link"];
                readonly transaction?: components["schemas"]["Link"];
            };
            readonly session: components["schemas"]["SessionDetail"];
        };
        readonly SessionList: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly first: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description newest first */
            readonly sessions: readonly components["schemas"]["ListedSession"][];
        };
        readonly SessionReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly widget: components["schemas"]["Link"];
                readonly transactions: components["schemas"]["Link"];
                readonly quotes: components["schemas"]["Link"];
            };
            readonly session: components["schemas"]["Session"];
        };
        /**
         * @description `ready`, `opened` (the link has its opener), `returned` (they came back), `transacting` (a transaction is under way), `completed`, `failed`, `cancelled`, `expired`, or `not_observed` (it was opened, was checked for long enough, and no transaction was seen; a late one corrects that). Sessions that are read back may also be `refused` or `unclear` (nobody knows whether it was opened; the same key opens it)
         * @enum {string}
         */
        readonly SessionStatus: "unclear" | "refused" | "ready" | "opened" | "returned" | "transacting" | "completed" | "failed" | "cancelled" | "expired" | "not_observed";
        /** @enum {string} */
        readonly Subdivision: "US-AL" | "US-AK" | "US-AZ" | "US-AR" | "US-CA" | "US-CO" | "US-CT" | "US-DE" | "US-FL" | "US-GA" | "US-HI" | "US-ID" | "US-IL" | "US-IN" | "US-IA" | "US-KS" | "US-KY" | "US-LA" | "US-ME" | "US-MD" | "US-MA" | "US-MI" | "US-MN" | "US-MS" | "US-MO" | "US-MT" | "US-NE" | "US-NV" | "US-NH" | "US-NJ" | "US-NM" | "US-NY" | "US-NC" | "US-ND" | "US-OH" | "US-OK" | "US-OR" | "US-PA" | "US-RI" | "US-SC" | "US-SD" | "US-TN" | "US-TX" | "US-UT" | "US-VT" | "US-VA" | "US-WA" | "US-WV" | "US-WI" | "US-WY" | "US-DC" | "US-AS" | "US-GU" | "US-MP" | "US-PR" | "US-UM" | "US-VI" | "CA-AB" | "CA-BC" | "CA-MB" | "CA-NB" | "CA-NL" | "CA-NT" | "CA-NS" | "CA-NU" | "CA-ON" | "CA-PE" | "CA-QC" | "CA-SK" | "CA-YT";
        readonly SupportedValues: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly sessions: components["schemas"]["Link"];
                readonly quotes: components["schemas"]["Link"];
                readonly assets: components["schemas"]["Link"];
            };
            readonly fetched_at: components["schemas"]["Instant"];
            /** @description true when a refresh is overdue */
            readonly stale: boolean;
            readonly fiats: readonly {
                readonly symbol: string;
                readonly name: string;
                readonly decimals: number;
                readonly directions: readonly components["schemas"]["Direction"][];
            }[];
            readonly assets: readonly {
                readonly symbol: string;
                readonly chain_id: number;
                readonly name: string;
                readonly contract_address: string | null;
                readonly decimals: number;
                readonly directions: readonly components["schemas"]["Direction"][];
            }[];
            readonly chains: readonly {
                readonly chain_id: number;
                readonly name: string;
            }[];
            readonly countries: readonly {
                readonly country_code: string;
            }[];
            readonly payment_methods: readonly components["schemas"]["ListedPaymentMethod"][];
            readonly providers: readonly {
                readonly service_provider: string;
                readonly name: string;
                readonly directions: readonly components["schemas"]["Direction"][];
                readonly coverage: readonly {
                    readonly direction: components["schemas"]["Direction"];
                    readonly country_codes: readonly string[];
                    readonly fiats: readonly string[];
                    readonly assets: readonly {
                        readonly symbol: string;
                        readonly chain_id: number;
                    }[];
                    /** @description the provider’s own codes */
                    readonly payment_method_types: readonly string[];
                    /** @description the parts that could not be read: their lists say nothing */
                    readonly unknown: readonly ("country_codes" | "assets" | "fiats" | "payment_method_types")[];
                }[];
            }[];
            /** @description one entry for every country and method named with the same figures */
            readonly limits: readonly {
                readonly service_provider: string;
                readonly direction: components["schemas"]["Direction"];
                readonly symbol: string;
                /** @description null for an amount in fiat, which sells mostly have too */
                readonly chain_id: number | null;
                readonly minimum_amount: components["schemas"]["Decimal"] | null;
                readonly maximum_amount: components["schemas"]["Decimal"] | null;
                /** @description null: any */
                readonly country_codes: readonly string[] | null;
                /** @description null: any */
                readonly payment_method_types: readonly string[] | null;
            }[];
            /** @description false when a list of limits could not be read */
            readonly limits_complete: boolean;
        };
        /** @enum {string} */
        readonly Surface: "iframe" | "popup" | "redirect";
        readonly TimelineEntry: {
            readonly occurred_at: components["schemas"]["Instant"];
            /** @description ignore kinds you do not know */
            readonly kind: string;
            readonly service_provider?: string;
            readonly transaction_id?: string;
            readonly status?: string;
        };
        /** @description an exact decimal */
        readonly ToldDecimal: string;
        readonly Transaction: {
            /** @description Meld’s transaction id */
            readonly id: string;
            readonly status: components["schemas"]["TransactionStatus"];
            /** @description Meld’s own word for it, in capitals; an open set. `ERROR` is not the end: the provider may try again */
            readonly meld_status: string;
            /** @description `CRYPTO_PURCHASE`, `CRYPTO_SELL`, `CRYPTO_TRANSFER`, or null */
            readonly transaction_type: string | null;
            /** @description our symbol; an asset that Rampway does not know keeps Meld’s code */
            readonly from_asset: string | null;
            /** @description the same */
            readonly to_asset: string | null;
            /** @description null where neither asset is known */
            readonly chain_id: number | null;
            /** @description null until known */
            readonly source_amount: components["schemas"]["ToldDecimal"] | null;
            /** @description null until known */
            readonly destination_amount: components["schemas"]["ToldDecimal"] | null;
            readonly service_provider: string | null;
            readonly payment_method_type: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read */
            readonly created_at: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read */
            readonly updated_at: string | null;
            readonly is_swap: boolean;
            /** @description the session that it belongs to, where one is known */
            readonly session_id: string | null;
            /** @description the same */
            readonly external_session_id: string | null;
            /** @description on the chain, once there is one */
            readonly transaction_hash: string | null;
            /** @description the provider’s words, for people; null unless something went wrong */
            readonly failure_reason: string | null;
            /** @description in the fiat currency, null where it is not told */
            readonly total_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description in the fiat currency, null where it is not told */
            readonly network_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description in the fiat currency, null where it is not told */
            readonly transaction_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description in the fiat currency, null where it is not told */
            readonly partner_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description sells: where the crypto is sent. It informs; what is to be sent, and by whom, is the session’s `deposit`. Other addresses are not shown */
            readonly deposit_address: string | null;
            /** @description only where it is: the address cannot be right, so never send */
            readonly deposit_withheld?: {
                readonly reason: components["schemas"]["DepositFault"];
                readonly detail: string;
            };
        };
        readonly TransactionList: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly first: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
                readonly prev?: components["schemas"]["Link"];
            };
            /** @description newest first */
            readonly transactions: readonly components["schemas"]["ListedTransaction"][];
        };
        readonly TransactionReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly transactions: components["schemas"]["Link"];
                readonly session?: components["schemas"]["Link"];
            };
            readonly transaction: components["schemas"]["Transaction"];
        };
        /**
         * @description never steps back. An end may be put right by another end that Meld dates later (a refund, say); one without a date is dated by when it was seen
         * @enum {string}
         */
        readonly TransactionStatus: "pending" | "processing" | "completed" | "failed" | "cancelled";
        readonly ListSessionsQuery: {
            /** @description Sessions to a page, 1 to 100, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. */
            readonly after?: string;
            /** @description One status, as it is shown. */
            readonly status?: components["schemas"]["SessionStatus"];
        };
        readonly ListQuotesQuery: {
            /** @description How much of `from_asset` is paid: a decimal text, or in a body a number; greater than 0, with no more decimals than the asset has (none for JPY and KRW, two for other currencies, 6 for USDC and EURC, 18 for USDT on BNB Smart Chain and for coins). A finer amount is 422 and names the nearest. A number that a double cannot carry exactly is refused: send it as a text. */
            readonly source_amount: string | number;
            /** @description The symbol that is paid with, in any case. Fiat first is a buy, crypto first a sell. An unknown one is refused, and is told which there are. */
            readonly from_asset: string;
            /** @description The symbol that is received, in any case. Exactly one of the two is fiat. */
            readonly to_asset: string;
            /** @description The chain of the crypto asset: 1 (Ethereum Mainnet), 10 (Optimism), 137 (Polygon), 42161 (Arbitrum One), 8453 (Base), 43114 (Avalanche C-Chain), 56 (BNB Smart Chain), 1328 (Sei Testnet), 1329 (Sei). */
            readonly chain_id: components["schemas"]["ChainId"];
            /** @description Where the user is: one of the 43 codes below; the tenant’s default, else `US`. */
            readonly country_code?: components["schemas"]["CountryCode"];
            /** @description Ours: where in the United States or Canada the user is, by ISO 3166-2 (`US-NY`, `CA-ON`), of the same country; some providers serve only some. Told to Meld for prices and widget. */
            readonly subdivision?: components["schemas"]["Subdivision"];
            /** @description Narrows to one of the 15 methods below. */
            readonly payment_method_type?: components["schemas"]["PaymentMethod"];
            /** @description `true`: only providers that can reuse the user’s identity check. */
            readonly reusable_identity_only?: boolean;
            /** @description `true`: only providers that this user has traded with; empty without a history. */
            readonly used_before_only?: boolean;
            /** @description Ours, for sells: `true` lists what can be had in the redirect flow, otherwise in the standard one. */
            readonly redirect_flow?: boolean;
        };
        readonly ListTransactionsQuery: {
            /** @description One status: a canonical one in small letters (`completed` finds `SETTLED` too), or the provider’s own word (`meld_status`) in any other spelling (`FAILED` finds no `DECLINED`, `failed` does). One of pending, processing, completed, failed, cancelled, PENDING_CREATED, PENDING, TWO_FA_REQUIRED, ACCEPTED, AUTHORIZED, PARTIALLY_SETTLED, TWO_FA_PROVIDED, PROCESSING, SETTLING, ONRAMP_SETTLED, SWAPPING, SWAP_SETTLED, ERROR, SETTLED, FAILED, DECLINED, REFUNDED, PARTIALLY_REFUNDED, AUTHORIZATION_EXPIRED, CANCELLED, VOIDED. */
            readonly status?: string;
            /** @description Counted from 0; within the first 10,000 transactions. */
            readonly page?: number;
            /** @description Transactions to a page, 1 to 100, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` and `_links.prev` instead of making it. It must be one that a link of this list has. */
            readonly cursor?: string;
        };
        readonly GetSupportedValuesQuery: {
            /** @description One of the 43 codes below. */
            readonly country_code?: components["schemas"]["CountryCode"];
            /** @description `buy` or `sell`. */
            readonly direction?: components["schemas"]["Direction"];
            /** @description A crypto symbol, such as `USDC`. */
            readonly asset?: string;
            /** @description A chain’s id. */
            readonly chain_id?: components["schemas"]["ChainId"];
        };
        readonly ListAssetsQuery: {
            /** @description Only that chain’s; currencies have none. */
            readonly chain_id?: number;
            /** @description `crypto` or `fiat`. */
            readonly asset_type?: "crypto" | "fiat";
            /** @description How many assets are skipped, 0 by default. */
            readonly offset?: number;
            /** @description Assets to a page, 1 to 100, 50 by default. */
            readonly limit?: number;
        };
        readonly GetAssetQuery: {
            /** @description 1329 by default; plays no part for a currency. */
            readonly chain_id?: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
