// Made of openapi.json by `npm run client-types`.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The bound on `source_amount`, where one is known; of a sell it is converted by Meld and moves with the price. */
        readonly AmountLimit: {
            /** @enum {string} */
            readonly kind: "minimum" | "maximum";
            readonly amount: components["schemas"]["Decimal"] | null;
            readonly currency: string | null;
        };
        readonly Asset: {
            /** @description What the API calls it. */
            readonly symbol: string;
            /** @description For people. */
            readonly name: string;
            /**
             * @description A coin or token, or a currency.
             * @enum {string}
             */
            readonly asset_type: "crypto" | "fiat";
            /** @description How many an amount of it may have. */
            readonly decimals: number;
            /** @description Null for a currency. */
            readonly chain_id: number | null;
            /** @description Null for a currency, and for a chain’s own coin. */
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
            /** @description By symbol and then by chain. */
            readonly assets: readonly components["schemas"]["Asset"][];
            /** @description How many there are in all. */
            readonly total: number;
            /** @description How many were skipped. */
            readonly offset: number;
            /** @description How many to a page. */
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
        readonly ChangeWebhookEndpointBody: {
            /** @description Where events are sent, by POST. It must be an https URL without user, password or fragment, and of a host that the operator allows. */
            readonly url?: string;
            /** @description Which types of events it wants; an empty list is all, those of later versions too. */
            readonly types?: readonly ("ramp.session.opened" | "ramp.session.returned" | "ramp.session.expired" | "ramp.session.not_observed" | "ramp.session.abandoned" | "ramp.transaction.created" | "ramp.transaction.updated" | "ramp.transaction.completed" | "ramp.transaction.failed" | "ramp.transaction.cancelled" | "ramp.transaction.refunded" | "rampway.endpoint.failing" | "rampway.endpoint.disabled" | "rampway.endpoint.recovered" | "rampway.test")[];
            /** @description For people; null for none. It must not contain control characters. */
            readonly description?: string | null;
            /**
             * @description How instants stand in what is sent: `iso8601`, as Standard Webhooks has it, or `epoch` milliseconds.
             * @enum {string}
             */
            readonly timestamp_format?: "iso8601" | "epoch";
            /**
             * @description `hmac` with the secret of the webhook endpoint, `ed25519` with the gateway’s own key (see `GET /v0/webhook-keys`), or `both`.
             * @enum {string}
             */
            readonly signature?: "hmac" | "ed25519" | "both";
            /**
             * @description `disabled` sends nothing more, and keeps what is pending; `enabled` goes on with that, also after the gateway has disabled it.
             * @enum {string}
             */
            readonly status?: "enabled" | "disabled";
        };
        /**
         * @description A country, by ISO 3166-1 alpha-2.
         * @enum {string}
         */
        readonly CountryCode: "US" | "CA" | "MX" | "BR" | "AR" | "CL" | "CO" | "PE" | "GB" | "DE" | "FR" | "IT" | "ES" | "NL" | "BE" | "IE" | "PT" | "AT" | "CH" | "SE" | "NO" | "DK" | "FI" | "PL" | "CZ" | "GR" | "SG" | "HK" | "JP" | "KR" | "AU" | "NZ" | "IN" | "TH" | "PH" | "MY" | "ID" | "AE" | "SA" | "IL" | "TR" | "ZA" | "NG";
        readonly CreateWebhookEndpointBody: {
            /** @description Where events are sent, by POST. It must be an https URL without user, password or fragment, and of a host that the operator allows. */
            readonly url: string;
            /** @description Which types of events it wants; an empty list is all, those of later versions too. */
            readonly types?: readonly ("ramp.session.opened" | "ramp.session.returned" | "ramp.session.expired" | "ramp.session.not_observed" | "ramp.session.abandoned" | "ramp.transaction.created" | "ramp.transaction.updated" | "ramp.transaction.completed" | "ramp.transaction.failed" | "ramp.transaction.cancelled" | "ramp.transaction.refunded" | "rampway.endpoint.failing" | "rampway.endpoint.disabled" | "rampway.endpoint.recovered" | "rampway.test")[];
            /** @description For people. It must not contain control characters. */
            readonly description?: string | null;
            /**
             * @description How instants stand in what is sent: `iso8601`, as Standard Webhooks has it, or `epoch` milliseconds.
             * @enum {string}
             */
            readonly timestamp_format?: "iso8601" | "epoch";
            /**
             * @description `hmac` with the secret of the webhook endpoint, `ed25519` with the gateway’s own key (see `GET /v0/webhook-keys`), or `both`.
             * @enum {string}
             */
            readonly signature?: "hmac" | "ed25519" | "both";
        };
        /** @description An exact decimal. */
        readonly Decimal: string;
        readonly Delivery: {
            /** @description `dlv_` and 32 hexadecimal digits. */
            readonly id: string;
            readonly webhook_endpoint_id: string;
            readonly event_id: string;
            /** @enum {string} */
            readonly type: "ramp.session.opened" | "ramp.session.returned" | "ramp.session.expired" | "ramp.session.not_observed" | "ramp.session.abandoned" | "ramp.transaction.created" | "ramp.transaction.updated" | "ramp.transaction.completed" | "ramp.transaction.failed" | "ramp.transaction.cancelled" | "ramp.transaction.refunded" | "rampway.endpoint.failing" | "rampway.endpoint.disabled" | "rampway.endpoint.recovered" | "rampway.test";
            readonly session_id: string | null;
            readonly transaction_id: string | null;
            /**
             * @description `given_up`: every attempt of the schedule failed; `cancelled`: its webhook endpoint was deleted.
             * @enum {string}
             */
            readonly state: "pending" | "delivered" | "given_up" | "cancelled";
            /** @description Ever made, replays included. */
            readonly attempts: number;
            /** @description Null once it has ended. */
            readonly next_attempt_at: components["schemas"]["Instant"] | null;
            /** @description Of the last answer; null when none came. */
            readonly last_status: number | null;
            /** @description Why the last attempt failed; null when it did not. */
            readonly last_failure: string | null;
            readonly created_at: components["schemas"]["Instant"];
            readonly ended_at: components["schemas"]["Instant"] | null;
        };
        readonly DeliveryAttempt: {
            /** @description Counted across replays. */
            readonly number: number;
            readonly attempted_at: components["schemas"]["Instant"];
            readonly duration_ms: number;
            /** @description Of the answer; null when none came. */
            readonly status: number | null;
            /** @description Why it failed; null when it did not. */
            readonly failure: string | null;
            /** @description As they were sent, without signatures. */
            readonly request_headers: {
                readonly [key: string]: string;
            };
            readonly response_headers: {
                readonly [key: string]: string;
            } | null;
            /** @description Its first 4 KiB. */
            readonly response_body: string | null;
            readonly next_attempt_at: components["schemas"]["Instant"] | null;
        };
        /** @description Of a sell whose transaction is `pending`: what is to be sent, and where. */
        readonly Deposit: {
            /**
             * @description The other one must not send.
             * @enum {string}
             */
            readonly sent_by: "app" | "user";
            /** @description Where to. */
            readonly address: string;
            /** @description Exactly so much, once for each session. */
            readonly amount: components["schemas"]["Decimal"];
            /** @description The symbol of what is sent. */
            readonly asset: string;
            /** @description On this chain and no other. */
            readonly chain_id: number;
            /** @description The transaction that waits for it. */
            readonly transaction_id: string;
        };
        /**
         * @description What is wrong with the instruction.
         * @enum {string}
         */
        readonly DepositFault: "unknown_sale" | "other_direction" | "not_an_address" | "wrong_checksum" | "burn_address" | "token_contract" | "own_wallet" | "address_changed" | "missing_asset" | "other_asset" | "other_chain" | "missing_amount" | "too_many_decimals" | "other_amount" | "another_transaction";
        /** @description In place of `deposit` as long as anything is wrong with it: never send then. */
        readonly DepositWithheld: {
            readonly reason: components["schemas"]["DepositFault"];
            /** @description The same for people. */
            readonly detail: string;
            /** @description The transaction that it is about. */
            readonly transaction_id: string;
        };
        /**
         * @description A `buy` pays a currency for crypto, a `sell` crypto for a currency.
         * @enum {string}
         */
        readonly Direction: "buy" | "sell";
        readonly Event: components["schemas"]["SessionEvent"] | components["schemas"]["TransactionEvent"] | components["schemas"]["GatewayEvent"];
        /** @description Why one provider is out of a trade, and what would bring it in. */
        readonly Exclusion: {
            /** @description Null when it concerns all of them, or when Meld did not say whose offer it was. */
            readonly service_provider: string | null;
            readonly reason: components["schemas"]["ExclusionReason"];
            readonly limit?: components["schemas"]["AmountLimit"];
            readonly nearest?: components["schemas"]["NearestChange"];
            /** @description Words, where a reason says too little. */
            readonly detail?: string;
        };
        /**
         * @description Why, from a closed set.
         * @enum {string}
         */
        readonly ExclusionReason: "direction_not_supported" | "country_not_supported" | "asset_not_supported" | "currency_not_supported" | "payment_method_not_supported" | "amount_too_low" | "amount_too_high" | "no_offer" | "switched_off" | "redirect_flow_not_supported" | "standard_flow_not_supported" | "identity_not_reusable" | "not_used_before" | "malformed_offer" | "wrong_direction" | "wrong_currency" | "wrong_amount" | "wrong_payment_method" | "no_amount" | "implausible" | "not_enabled" | "identity_check_required" | "refused" | "provider_failed" | "timed_out" | "no_answer" | "busy" | "failed_recently";
        readonly GatewayEvent: {
            /** @description `evt_…`; the same however often it is told. */
            readonly id: string;
            readonly timestamp: components["schemas"]["Instant"];
            /** @description `<org-id>:<env-id>`. */
            readonly tenant: string;
            /** @description Of its session, or else of its transaction: from 1 and without gaps; null for what is about neither. */
            readonly sequence: number | null;
            /** @description The status before; null where it did not change, or there was none. */
            readonly previous_status: string | null;
            /** @enum {string} */
            readonly type: "rampway.endpoint.failing" | "rampway.endpoint.disabled" | "rampway.endpoint.recovered" | "rampway.test";
            /** @description Of `rampway.endpoint.*` the webhook endpoint, without its secret; of `rampway.test` its `message` and `webhook_endpoint_id`. */
            readonly data: {
                readonly [key: string]: unknown;
            };
        };
        /** @description milliseconds since 1970 */
        readonly Instant: number;
        readonly Link: {
            /** @description A reference relative to the root. */
            readonly href: string;
            /**
             * @description GET where it is left out.
             * @enum {string}
             */
            readonly method?: "POST";
            /** @description The reference is an RFC 6570 template. */
            readonly templated?: boolean;
        };
        readonly ListedPaymentMethod: {
            /** @description What it is called in requests and answers. */
            readonly payment_method_type: string;
            /** @description For people. */
            readonly name: string;
            /**
             * @description An `alias` is `VISA`, say, and a `type` is `CARD`, `BANK_TRANSFER`, `LOCAL` or `MOBILE_WALLET`.
             * @enum {string}
             */
            readonly kind: "method" | "alias" | "type";
            /** @description The broad type that it belongs to; null where Meld does not say. */
            readonly type: string | null;
            /** @description Whether it may be sent as `payment_method_type`. */
            readonly accepted: boolean;
            /** @description The providers’ own codes behind it. */
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
            /** @description Never changes; the links of the session lead by it. */
            readonly id: string;
            /** @description What a user reads out to support: the gateway’s operator finds the session by it. No secret; hardly ever two sessions have the same. */
            readonly support_code: string;
            readonly widget_url: string | null;
            readonly token: string | null;
            /** @description The provider’s own page, where Meld named one. */
            readonly service_provider_widget_url: string | null;
            readonly external_session_id: string | null;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            /** @description Who serves the trade; null where nobody was found and none was named. */
            readonly service_provider: string | null;
            /** @description The widget is locked to it; null where nobody was found and none was named. */
            readonly payment_method_type: string | null;
            /** @description How much of `from_asset` is paid. */
            readonly source_amount: components["schemas"]["Decimal"];
            /** @description The symbol that is paid with. */
            readonly from_asset: string;
            /** @description The symbol that is received. */
            readonly to_asset: string;
            /** @description Of the crypto asset. */
            readonly chain_id: number;
            /** @description Of the user, on that chain. */
            readonly wallet_address: string;
            readonly country_code: components["schemas"]["CountryCode"];
            /** @description Where one was sent. */
            readonly subdivision?: string;
            /** @description Where the widget can be shown, the surface to try first at the front; one that this provider, method or direction does not work in is not listed. `redirect` is always there, as the last. */
            readonly open_in: readonly components["schemas"]["PossibleSurface"][];
            /** @description As it was sent when the session was opened. */
            readonly client_state: string | null;
            /** @description Fields that the widget does not let the user change. */
            readonly locked_fields: readonly string[];
            /** @description Only of a sell: the flow in force; `true`: your app sends the crypto. */
            readonly redirect_flow?: boolean;
            /** @description When the session was asked for. */
            readonly created_at: components["schemas"]["Instant"];
            /** @description When its link and its key end. */
            readonly expires_at: components["schemas"]["Instant"];
            /** @description When the link was opened; null until then. */
            readonly opened_at: components["schemas"]["Instant"] | null;
            /** @description When the user came back; null until then. */
            readonly returned_at: components["schemas"]["Instant"] | null;
            /** @description `not_observed` once the session was over, was checked for long enough, and no transaction was seen; a late one clears it. null otherwise. */
            readonly observation: "not_observed" | null;
            /** @description Only of a session that was never opened; `code` is a name (`provider_refused`, `provider_unavailable`), not an `error_code`. */
            readonly failure?: {
                readonly code: string;
                readonly detail: string;
            };
            /** @description Newest first: a user who was declined may try again in the same widget. */
            readonly transactions: readonly {
                readonly id: string;
                readonly status: components["schemas"]["TransactionStatus"];
            }[];
        };
        readonly ListedTenantSession: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly transactions: components["schemas"]["Link"];
                readonly events: components["schemas"]["Link"];
            };
            /** @description Never changes; the links of the session lead by it. */
            readonly id: string;
            /** @description What a user reads out to support: the gateway’s operator finds the session by it. No secret; hardly ever two sessions have the same. */
            readonly support_code: string;
            readonly widget_url: string | null;
            readonly token: string | null;
            /** @description The provider’s own page, where Meld named one. */
            readonly service_provider_widget_url: string | null;
            readonly external_session_id: string | null;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            /** @description Who serves the trade; null where nobody was found and none was named. */
            readonly service_provider: string | null;
            /** @description The widget is locked to it; null where nobody was found and none was named. */
            readonly payment_method_type: string | null;
            /** @description How much of `from_asset` is paid. */
            readonly source_amount: components["schemas"]["Decimal"];
            /** @description The symbol that is paid with. */
            readonly from_asset: string;
            /** @description The symbol that is received. */
            readonly to_asset: string;
            /** @description Of the crypto asset. */
            readonly chain_id: number;
            /** @description Of the user, on that chain. */
            readonly wallet_address: string;
            readonly country_code: components["schemas"]["CountryCode"];
            /** @description Where one was sent. */
            readonly subdivision?: string;
            /** @description Where the widget can be shown, the surface to try first at the front; one that this provider, method or direction does not work in is not listed. `redirect` is always there, as the last. */
            readonly open_in: readonly components["schemas"]["PossibleSurface"][];
            /** @description As it was sent when the session was opened. */
            readonly client_state: string | null;
            /** @description Fields that the widget does not let the user change. */
            readonly locked_fields: readonly string[];
            /** @description Only of a sell: the flow in force; `true`: your app sends the crypto. */
            readonly redirect_flow?: boolean;
            /** @description When the session was asked for. */
            readonly created_at: components["schemas"]["Instant"];
            /** @description When its link and its key end. */
            readonly expires_at: components["schemas"]["Instant"];
            /** @description When the link was opened; null until then. */
            readonly opened_at: components["schemas"]["Instant"] | null;
            /** @description When the user came back; null until then. */
            readonly returned_at: components["schemas"]["Instant"] | null;
            /** @description `not_observed` once the session was over, was checked for long enough, and no transaction was seen; a late one clears it. null otherwise. */
            readonly observation: "not_observed" | null;
            /** @description Only of a session that was never opened; `code` is a name (`provider_refused`, `provider_unavailable`), not an `error_code`. */
            readonly failure?: {
                readonly code: string;
                readonly detail: string;
            };
            /** @description Newest first: a user who was declined may try again in the same widget. */
            readonly transactions: readonly {
                readonly id: string;
                readonly status: components["schemas"]["TransactionStatus"];
            }[];
            /** @description `usr_…`, the user whose session it is. */
            readonly user: string;
        };
        readonly ListedTenantTransaction: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly events: components["schemas"]["Link"];
                readonly session?: components["schemas"]["Link"];
            };
            /** @description Meld’s transaction id. */
            readonly id: string;
            readonly status: components["schemas"]["TransactionStatus"];
            /** @description Meld’s own word for it, in capitals; an open set. `ERROR` is not the end: the provider may try again. */
            readonly meld_status: string;
            /** @description `CRYPTO_PURCHASE`, `CRYPTO_SELL`, `CRYPTO_TRANSFER`, or null. */
            readonly transaction_type: string | null;
            /** @description Our symbol; an asset that Rampway does not know keeps Meld’s code. */
            readonly from_asset: string | null;
            /** @description Likewise. */
            readonly to_asset: string | null;
            /** @description Null where neither asset is known. */
            readonly chain_id: number | null;
            /** @description Null until known. */
            readonly source_amount: components["schemas"]["ToldDecimal"] | null;
            /** @description Null until known. */
            readonly destination_amount: components["schemas"]["ToldDecimal"] | null;
            /** @description Who serves the trade. */
            readonly service_provider: string | null;
            /** @description What the user paid with, or is paid by. */
            readonly payment_method_type: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read. */
            readonly created_at: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read. */
            readonly updated_at: string | null;
            /** @description Whether the provider swaps one asset for another on the way. */
            readonly is_swap: boolean;
            /** @description The session that it belongs to, where one is known. */
            readonly session_id: string | null;
            /** @description What names that session at Meld. */
            readonly external_session_id: string | null;
            /** @description The provider’s own id of it, which its support asks for; null until it is told. */
            readonly service_transaction_id: string | null;
            /** @description On the chain, once there is one. */
            readonly transaction_hash: string | null;
            /** @description The provider’s words, for people; null unless something went wrong. */
            readonly failure_reason: string | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly total_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly network_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly transaction_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly partner_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description Sells: where the crypto is sent. It informs; what is to be sent, and by whom, is the session’s `deposit`. Other addresses are not shown. */
            readonly deposit_address: string | null;
            /** @description Only where it is: the address cannot be right, so never send. */
            readonly deposit_withheld?: {
                readonly reason: components["schemas"]["DepositFault"];
                readonly detail: string;
            };
            /** @description `usr_…`, the user whose transaction it is. */
            readonly user: string;
        };
        readonly ListedTransaction: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            /** @description Meld’s transaction id. */
            readonly id: string;
            readonly status: components["schemas"]["TransactionStatus"];
            /** @description Meld’s own word for it, in capitals; an open set. `ERROR` is not the end: the provider may try again. */
            readonly meld_status: string;
            /** @description `CRYPTO_PURCHASE`, `CRYPTO_SELL`, `CRYPTO_TRANSFER`, or null. */
            readonly transaction_type: string | null;
            /** @description Our symbol; an asset that Rampway does not know keeps Meld’s code. */
            readonly from_asset: string | null;
            /** @description Likewise. */
            readonly to_asset: string | null;
            /** @description Null where neither asset is known. */
            readonly chain_id: number | null;
            /** @description Null until known. */
            readonly source_amount: components["schemas"]["ToldDecimal"] | null;
            /** @description Null until known. */
            readonly destination_amount: components["schemas"]["ToldDecimal"] | null;
            /** @description Who serves the trade. */
            readonly service_provider: string | null;
            /** @description What the user paid with, or is paid by. */
            readonly payment_method_type: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read. */
            readonly created_at: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read. */
            readonly updated_at: string | null;
            /** @description Whether the provider swaps one asset for another on the way. */
            readonly is_swap: boolean;
            /** @description The session that it belongs to, where one is known. */
            readonly session_id: string | null;
            /** @description What names that session at Meld. */
            readonly external_session_id: string | null;
            /** @description The provider’s own id of it, which its support asks for; null until it is told. */
            readonly service_transaction_id: string | null;
            /** @description On the chain, once there is one. */
            readonly transaction_hash: string | null;
            /** @description The provider’s words, for people; null unless something went wrong. */
            readonly failure_reason: string | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly total_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly network_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly transaction_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly partner_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description Sells: where the crypto is sent. It informs; what is to be sent, and by whom, is the session’s `deposit`. Other addresses are not shown. */
            readonly deposit_address: string | null;
            /** @description Only where it is: the address cannot be right, so never send. */
            readonly deposit_withheld?: {
                readonly reason: components["schemas"]["DepositFault"];
                readonly detail: string;
            };
        };
        /** @description The parameters to change, all together, for this provider to quote. Only what Meld lists by name for that very country, currency and method is proposed; where that is not known, as of a `subdivision`, there is no `nearest`. On a sell the amount keeps 10 % inside the bound. */
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
            /** @description Where the user is: one of the 43 codes; the tenant’s default, else `US`. */
            readonly country_code?: components["schemas"]["CountryCode"];
            /** @description Where in the United States or Canada the user is, by ISO 3166-2 (`US-NY`, `CA-ON`), of the same country; some providers serve only some. Told to Meld for prices and widget. */
            readonly subdivision?: components["schemas"]["Subdivision"] | null;
            /** @description One of the 15 methods; the widget is locked to it. Left out, the best quote’s. */
            readonly payment_method_type?: components["schemas"]["PaymentMethod"] | null;
            /** @description Pins a provider, in any case; without it the best quote wins. One that is not among the account’s is refused, and is told those that are. */
            readonly service_provider?: string | null;
            /** @description At most 128 characters; the empty string is no key. May come as the header `Idempotency-Key` instead. */
            readonly idempotency_key?: string | null;
            /** @description Where the user is sent back to, instead of the tenant’s first return link. It must be one of the return links that are configured for the tenant. */
            readonly return_url?: string | null;
            /** @description For sells: `true` says that your app sends the crypto, once the user is back; otherwise the user does, from the provider’s page. */
            readonly redirect_flow?: boolean | null;
            /** @description A text of your own, such as where the user was in your app. It is given back wherever the session is read, and to your page when the user returns; nothing of ours reads it. Put no secret into it. At most 2048 bytes in UTF-8. */
            readonly client_state?: string | null;
        };
        /**
         * @description A payment method that may be asked for.
         * @enum {string}
         */
        readonly PaymentMethod: "CARD" | "CREDIT_DEBIT_CARD" | "VISA" | "MASTERCARD" | "ACH" | "SEPA" | "BACS" | "BANK_TRANSFER" | "LOCAL_BANK_TRANSFER" | "LOCAL" | "PIX" | "MOBILE_WALLET" | "APPLE_PAY" | "GOOGLE_PAY" | "SAMSUNG_PAY";
        readonly PossibleSurface: {
            readonly surface: components["schemas"]["Surface"];
            /** @description Why it stands where it stands, for developers. */
            readonly reason: string | null;
        };
        readonly Quote: {
            /** @description `open` opens a session for this quote: send its `body` with what `requires` names, and an `idempotency_key` if you like. */
            readonly _links: {
                readonly open: {
                    /** @description A reference relative to the root. */
                    readonly href: string;
                    /**
                     * @description GET where it is left out.
                     * @enum {string}
                     */
                    readonly method?: "POST";
                    /** @description The reference is an RFC 6570 template. */
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
                    /** @description What is to be added to `body`. */
                    readonly requires: readonly string[];
                };
            };
            /** @description The symbol that is paid with. */
            readonly from_asset: string;
            /** @description The symbol that is received. */
            readonly to_asset: string;
            /** @description Of the crypto asset. */
            readonly chain_id: number;
            /** @description How much of `from_asset` is paid. */
            readonly source_amount: components["schemas"]["Decimal"];
            /** @description How much of `to_asset` is received, after all fees. */
            readonly destination_amount: components["schemas"]["Decimal"];
            /** @description `to_asset` for one unit of `from_asset` with all fees in it (`destination_amount` / `source_amount`), with up to 18 decimals: read it with a decimal parser if you need them all. null when too small to write. */
            readonly exchange_rate: number | null;
            /** @description In `fee_asset`; null where it is not told. */
            readonly total_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In `fee_asset`; null where it is not told. */
            readonly network_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In `fee_asset`; null where it is not told. */
            readonly transaction_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In `fee_asset`; null where it is not told. */
            readonly partner_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description The currency of the four fees: always the fiat one, also on a sell. */
            readonly fee_asset: string;
            /** @description What the price is for; null where Meld does not say. */
            readonly payment_method_type: string | null;
            /** @description Whose price it is. */
            readonly service_provider: string;
            /** @description Where the user is. */
            readonly country_code: string;
            /** @description Higher is better; null when Meld gives none. */
            readonly ramp_score: number | null;
            /** @description Whether the provider asks for less of an identity check; null where Meld does not say. */
            readonly low_kyc: boolean | null;
            /** @description Always false: routes with a swap are not asked for. */
            readonly is_swap: boolean;
            /** @description Meld’s own rate as text; which way round it is and whether fees are in it differs. */
            readonly provider_exchange_rate: string | null;
        };
        readonly QuoteList: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly sessions: components["schemas"]["Link"];
                readonly supported_values: components["schemas"]["Link"];
            };
            /** @description Best first; empty is a normal answer. */
            readonly quotes: readonly components["schemas"]["Quote"][];
            /** @description Every other provider, the one that is easiest to bring in first. */
            readonly unavailable: readonly components["schemas"]["Exclusion"][];
        };
        readonly Replay: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly count: number;
            /** @description When the first of them happened; null for none. */
            readonly first_at: components["schemas"]["Instant"] | null;
            readonly last_at: components["schemas"]["Instant"] | null;
        };
        readonly ReplayEventBody: {
            /** @description To this webhook endpoint alone, whatever types it wants; left out, to each that wants it and is not disabled. */
            readonly webhook_endpoint_id?: string | null;
        };
        readonly ReplayToWebhookEndpointBody: {
            /** @description Events at or after this instant: epoch milliseconds or ISO 8601. It must be an instant. */
            readonly since?: number | string | null;
            /** @description Events before this instant; left out, until now. It must be an instant. */
            readonly until?: number | string | null;
            /** @description Events of these types alone, of those that the webhook endpoint wants; left out, of all. */
            readonly types?: readonly ("ramp.session.opened" | "ramp.session.returned" | "ramp.session.expired" | "ramp.session.not_observed" | "ramp.session.abandoned" | "ramp.transaction.created" | "ramp.transaction.updated" | "ramp.transaction.completed" | "ramp.transaction.failed" | "ramp.transaction.cancelled" | "ramp.transaction.refunded" | "rampway.endpoint.failing" | "rampway.endpoint.disabled" | "rampway.endpoint.recovered" | "rampway.test")[];
            /** @description True: only events that were given up, or whose last attempt failed. */
            readonly only_failed?: boolean;
            /** @description True: in place of `since`, what the webhook endpoint has missed since an attempt last succeeded: what failed, what is pending, and what was published while it was disabled. */
            readonly since_last_success?: boolean;
            /** @description True: nothing is sent; the answer tells how many events it would be. */
            readonly dry_run?: boolean;
        };
        readonly RetryDeliveryBody: Record<string, never>;
        readonly RotateWebhookSecretBody: Record<string, never>;
        readonly Routing: {
            /**
             * @description Whether the request named a provider.
             * @enum {string}
             */
            readonly mode: "pinned" | "routed";
            /** @description Who was opened; null where nobody was. */
            readonly chosen: string | null;
            /** @description Who made an offer, the best one first. */
            readonly candidates: readonly {
                readonly service_provider: string;
                readonly destination_amount: components["schemas"]["Decimal"];
                readonly ramp_score: number | null;
            }[];
            /** @description Who was asked and is out. */
            readonly excluded: readonly components["schemas"]["Exclusion"][];
        };
        readonly Session: {
            /** @description Never changes; the links of the session lead by it. */
            readonly id: string;
            /** @description What a user reads out to support: the gateway’s operator finds the session by it. No secret; hardly ever two sessions have the same. */
            readonly support_code: string;
            /** @description Show it to the user in a webview, a frame or a browser: it is for one person, once, until `expires_at`. Meld’s own, which lives for minutes, where the tenant has `widget_url: provider`. */
            readonly widget_url: string;
            /** @description The token of `widget_url`; no call of the API takes it. Meld’s where `widget_url` is. */
            readonly token: string;
            /** @description The provider’s own page, where Meld named one. */
            readonly service_provider_widget_url: string | null;
            /** @description What names the session at Meld. */
            readonly external_session_id: string;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            /** @description Who serves the trade; null where nobody was found and none was named. */
            readonly service_provider: string | null;
            /** @description The widget is locked to it; null where nobody was found and none was named. */
            readonly payment_method_type: string | null;
            /** @description How much of `from_asset` is paid. */
            readonly source_amount: components["schemas"]["Decimal"];
            /** @description The symbol that is paid with. */
            readonly from_asset: string;
            /** @description The symbol that is received. */
            readonly to_asset: string;
            /** @description Of the crypto asset. */
            readonly chain_id: number;
            /** @description Of the user, on that chain. */
            readonly wallet_address: string;
            readonly country_code: components["schemas"]["CountryCode"];
            /** @description Where one was sent. */
            readonly subdivision?: string;
            /** @description Where the widget can be shown, the surface to try first at the front; one that this provider, method or direction does not work in is not listed. `redirect` is always there, as the last. */
            readonly open_in: readonly components["schemas"]["PossibleSurface"][];
            /** @description As it was sent when the session was opened. */
            readonly client_state: string | null;
            /** @description Fields that the widget does not let the user change. */
            readonly locked_fields: readonly string[];
            /** @description Only of a sell: the flow in force; `true`: your app sends the crypto. */
            readonly redirect_flow?: boolean;
            /** @description When the session was asked for. */
            readonly created_at: components["schemas"]["Instant"];
            /** @description When its link and its key end. */
            readonly expires_at: components["schemas"]["Instant"];
        };
        readonly SessionDetail: {
            /** @description Never changes; the links of the session lead by it. */
            readonly id: string;
            /** @description What a user reads out to support: the gateway’s operator finds the session by it. No secret; hardly ever two sessions have the same. */
            readonly support_code: string;
            readonly widget_url: string | null;
            readonly token: string | null;
            /** @description The provider’s own page, where Meld named one. */
            readonly service_provider_widget_url: string | null;
            readonly external_session_id: string | null;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            /** @description Who serves the trade; null where nobody was found and none was named. */
            readonly service_provider: string | null;
            /** @description The widget is locked to it; null where nobody was found and none was named. */
            readonly payment_method_type: string | null;
            /** @description How much of `from_asset` is paid. */
            readonly source_amount: components["schemas"]["Decimal"];
            /** @description The symbol that is paid with. */
            readonly from_asset: string;
            /** @description The symbol that is received. */
            readonly to_asset: string;
            /** @description Of the crypto asset. */
            readonly chain_id: number;
            /** @description Of the user, on that chain. */
            readonly wallet_address: string;
            readonly country_code: components["schemas"]["CountryCode"];
            /** @description Where one was sent. */
            readonly subdivision?: string;
            /** @description Where the widget can be shown, the surface to try first at the front; one that this provider, method or direction does not work in is not listed. `redirect` is always there, as the last. */
            readonly open_in: readonly components["schemas"]["PossibleSurface"][];
            /** @description As it was sent when the session was opened. */
            readonly client_state: string | null;
            /** @description Fields that the widget does not let the user change. */
            readonly locked_fields: readonly string[];
            /** @description Only of a sell: the flow in force; `true`: your app sends the crypto. */
            readonly redirect_flow?: boolean;
            /** @description When the session was asked for. */
            readonly created_at: components["schemas"]["Instant"];
            /** @description When its link and its key end. */
            readonly expires_at: components["schemas"]["Instant"];
            /** @description When the link was opened; null until then. */
            readonly opened_at: components["schemas"]["Instant"] | null;
            /** @description When the user came back; null until then. */
            readonly returned_at: components["schemas"]["Instant"] | null;
            /** @description `not_observed` once the session was over, was checked for long enough, and no transaction was seen; a late one clears it. null otherwise. */
            readonly observation: "not_observed" | null;
            /** @description Only of a session that was never opened; `code` is a name (`provider_refused`, `provider_unavailable`), not an `error_code`. */
            readonly failure?: {
                readonly code: string;
                readonly detail: string;
            };
            /** @description Newest first: a user who was declined may try again in the same widget. */
            readonly transactions: readonly {
                readonly id: string;
                readonly status: components["schemas"]["TransactionStatus"];
            }[];
            readonly deposit?: components["schemas"]["Deposit"];
            readonly deposit_withheld?: components["schemas"]["DepositWithheld"];
            /** @description How the provider was chosen; null when it never came to that. */
            readonly routing: components["schemas"]["Routing"] | null;
            /** @description Oldest first. */
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
        readonly SessionEvent: {
            /** @description `evt_…`; the same however often it is told. */
            readonly id: string;
            readonly timestamp: components["schemas"]["Instant"];
            /** @description `<org-id>:<env-id>`. */
            readonly tenant: string;
            /** @description Of its session, or else of its transaction: from 1 and without gaps; null for what is about neither. */
            readonly sequence: number | null;
            /** @description The status before; null where it did not change, or there was none. */
            readonly previous_status: string | null;
            /** @enum {string} */
            readonly type: "ramp.session.opened" | "ramp.session.returned" | "ramp.session.expired" | "ramp.session.not_observed" | "ramp.session.abandoned";
            readonly data: components["schemas"]["SessionEventData"];
        };
        /** @description The session as lists showed it at that moment. */
        readonly SessionEventData: {
            /** @description Never changes; the links of the session lead by it. */
            readonly id: string;
            /** @description What a user reads out to support: the gateway’s operator finds the session by it. No secret; hardly ever two sessions have the same. */
            readonly support_code: string;
            readonly widget_url: string | null;
            readonly token: string | null;
            /** @description The provider’s own page, where Meld named one. */
            readonly service_provider_widget_url: string | null;
            readonly external_session_id: string | null;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            /** @description Who serves the trade; null where nobody was found and none was named. */
            readonly service_provider: string | null;
            /** @description The widget is locked to it; null where nobody was found and none was named. */
            readonly payment_method_type: string | null;
            /** @description How much of `from_asset` is paid. */
            readonly source_amount: components["schemas"]["Decimal"];
            /** @description The symbol that is paid with. */
            readonly from_asset: string;
            /** @description The symbol that is received. */
            readonly to_asset: string;
            /** @description Of the crypto asset. */
            readonly chain_id: number;
            /** @description Of the user, on that chain. */
            readonly wallet_address: string;
            readonly country_code: components["schemas"]["CountryCode"];
            /** @description Where one was sent. */
            readonly subdivision?: string;
            /** @description Where the widget can be shown, the surface to try first at the front; one that this provider, method or direction does not work in is not listed. `redirect` is always there, as the last. */
            readonly open_in: readonly components["schemas"]["PossibleSurface"][];
            /** @description As it was sent when the session was opened. */
            readonly client_state: string | null;
            /** @description Fields that the widget does not let the user change. */
            readonly locked_fields: readonly string[];
            /** @description Only of a sell: the flow in force; `true`: your app sends the crypto. */
            readonly redirect_flow?: boolean;
            /** @description When the session was asked for. */
            readonly created_at: components["schemas"]["Instant"];
            /** @description When its link and its key end. */
            readonly expires_at: components["schemas"]["Instant"];
            /** @description When the link was opened; null until then. */
            readonly opened_at: components["schemas"]["Instant"] | null;
            /** @description When the user came back; null until then. */
            readonly returned_at: components["schemas"]["Instant"] | null;
            /** @description `not_observed` once the session was over, was checked for long enough, and no transaction was seen; a late one clears it. null otherwise. */
            readonly observation: "not_observed" | null;
            /** @description Only of a session that was never opened; `code` is a name (`provider_refused`, `provider_unavailable`), not an `error_code`. */
            readonly failure?: {
                readonly code: string;
                readonly detail: string;
            };
            /** @description Newest first: a user who was declined may try again in the same widget. */
            readonly transactions: readonly {
                readonly id: string;
                readonly status: components["schemas"]["TransactionStatus"];
            }[];
            /**
             * @description Only of `ramp.session.abandoned`: how far the user was seen to come.
             * @enum {string}
             */
            readonly last_step?: "opened" | "returned";
        };
        readonly SessionList: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly first: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Newest first. */
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
         * @description `ready`, `opened` (the link has its opener), `returned` (they came back), `transacting` (a transaction is under way), `completed`, `failed`, `cancelled`, `expired`, or `not_observed` (it was opened, was checked for long enough, and no transaction was seen; a late one corrects that). Sessions that are read back may also be `refused` or `unclear` (nobody knows whether it was opened; the same key opens it).
         * @enum {string}
         */
        readonly SessionStatus: "unclear" | "refused" | "ready" | "opened" | "returned" | "transacting" | "completed" | "failed" | "cancelled" | "expired" | "not_observed";
        readonly SignInToPortalBody: {
            /** @description What a portal link holds after `#code=`. */
            readonly code: string;
        };
        readonly StreamTicket: {
            /** @description Opens one stream of this session, once. */
            readonly ticket: string;
            readonly expires_at: components["schemas"]["Instant"];
        };
        /** @enum {string} */
        readonly Subdivision: "US-AL" | "US-AK" | "US-AZ" | "US-AR" | "US-CA" | "US-CO" | "US-CT" | "US-DE" | "US-FL" | "US-GA" | "US-HI" | "US-ID" | "US-IL" | "US-IN" | "US-IA" | "US-KS" | "US-KY" | "US-LA" | "US-ME" | "US-MD" | "US-MA" | "US-MI" | "US-MN" | "US-MS" | "US-MO" | "US-MT" | "US-NE" | "US-NV" | "US-NH" | "US-NJ" | "US-NM" | "US-NY" | "US-NC" | "US-ND" | "US-OH" | "US-OK" | "US-OR" | "US-PA" | "US-RI" | "US-SC" | "US-SD" | "US-TN" | "US-TX" | "US-UT" | "US-VT" | "US-VA" | "US-WA" | "US-WV" | "US-WI" | "US-WY" | "US-DC" | "US-AS" | "US-GU" | "US-MP" | "US-PR" | "US-UM" | "US-VI" | "CA-AB" | "CA-BC" | "CA-MB" | "CA-NB" | "CA-NL" | "CA-NT" | "CA-NS" | "CA-NU" | "CA-ON" | "CA-PE" | "CA-QC" | "CA-SK" | "CA-YT";
        readonly SupportedValues: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly sessions: components["schemas"]["Link"];
                readonly quotes: components["schemas"]["Link"];
                readonly assets: components["schemas"]["Link"];
            };
            /** @description When the data was read. */
            readonly fetched_at: components["schemas"]["Instant"];
            /** @description True when a refresh is overdue. */
            readonly stale: boolean;
            /** @description The currencies. */
            readonly fiats: readonly {
                readonly symbol: string;
                readonly name: string;
                readonly decimals: number;
                readonly directions: readonly components["schemas"]["Direction"][];
            }[];
            /** @description The coins and tokens, each on a chain. */
            readonly assets: readonly {
                readonly symbol: string;
                readonly chain_id: number;
                readonly name: string;
                readonly contract_address: string | null;
                readonly decimals: number;
                readonly directions: readonly components["schemas"]["Direction"][];
            }[];
            /** @description Their chains. */
            readonly chains: readonly {
                readonly chain_id: number;
                readonly name: string;
            }[];
            /** @description Where users may be. */
            readonly countries: readonly {
                readonly country_code: string;
            }[];
            /** @description Those that may be sent first, then the providers’ own. */
            readonly payment_methods: readonly components["schemas"]["ListedPaymentMethod"][];
            /** @description Who serves any of it; `coverage` tells by direction what, and `unknown` which of its lists could not be read and say nothing. */
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
                    /** @description The provider’s own codes. */
                    readonly payment_method_types: readonly string[];
                    /** @description The parts that could not be read: their lists say nothing. */
                    readonly unknown: readonly ("country_codes" | "assets" | "fiats" | "payment_method_types")[];
                }[];
            }[];
            /** @description The bounds on amounts: one entry for every country and method named with the same figures. */
            readonly limits: readonly {
                readonly service_provider: string;
                readonly direction: components["schemas"]["Direction"];
                readonly symbol: string;
                /** @description Null for an amount in fiat, which sells mostly have too. */
                readonly chain_id: number | null;
                readonly minimum_amount: components["schemas"]["Decimal"] | null;
                readonly maximum_amount: components["schemas"]["Decimal"] | null;
                /** @description Null: any. */
                readonly country_codes: readonly string[] | null;
                /** @description Null: any. */
                readonly payment_method_types: readonly string[] | null;
            }[];
            /** @description False when a list of limits could not be read. */
            readonly limits_complete: boolean;
        };
        /** @enum {string} */
        readonly Surface: "iframe" | "popup" | "redirect";
        readonly TenantSession: {
            /** @description Never changes; the links of the session lead by it. */
            readonly id: string;
            /** @description What a user reads out to support: the gateway’s operator finds the session by it. No secret; hardly ever two sessions have the same. */
            readonly support_code: string;
            readonly widget_url: string | null;
            readonly token: string | null;
            /** @description The provider’s own page, where Meld named one. */
            readonly service_provider_widget_url: string | null;
            readonly external_session_id: string | null;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            /** @description Who serves the trade; null where nobody was found and none was named. */
            readonly service_provider: string | null;
            /** @description The widget is locked to it; null where nobody was found and none was named. */
            readonly payment_method_type: string | null;
            /** @description How much of `from_asset` is paid. */
            readonly source_amount: components["schemas"]["Decimal"];
            /** @description The symbol that is paid with. */
            readonly from_asset: string;
            /** @description The symbol that is received. */
            readonly to_asset: string;
            /** @description Of the crypto asset. */
            readonly chain_id: number;
            /** @description Of the user, on that chain. */
            readonly wallet_address: string;
            readonly country_code: components["schemas"]["CountryCode"];
            /** @description Where one was sent. */
            readonly subdivision?: string;
            /** @description Where the widget can be shown, the surface to try first at the front; one that this provider, method or direction does not work in is not listed. `redirect` is always there, as the last. */
            readonly open_in: readonly components["schemas"]["PossibleSurface"][];
            /** @description As it was sent when the session was opened. */
            readonly client_state: string | null;
            /** @description Fields that the widget does not let the user change. */
            readonly locked_fields: readonly string[];
            /** @description Only of a sell: the flow in force; `true`: your app sends the crypto. */
            readonly redirect_flow?: boolean;
            /** @description When the session was asked for. */
            readonly created_at: components["schemas"]["Instant"];
            /** @description When its link and its key end. */
            readonly expires_at: components["schemas"]["Instant"];
            /** @description When the link was opened; null until then. */
            readonly opened_at: components["schemas"]["Instant"] | null;
            /** @description When the user came back; null until then. */
            readonly returned_at: components["schemas"]["Instant"] | null;
            /** @description `not_observed` once the session was over, was checked for long enough, and no transaction was seen; a late one clears it. null otherwise. */
            readonly observation: "not_observed" | null;
            /** @description Only of a session that was never opened; `code` is a name (`provider_refused`, `provider_unavailable`), not an `error_code`. */
            readonly failure?: {
                readonly code: string;
                readonly detail: string;
            };
            /** @description Newest first: a user who was declined may try again in the same widget. */
            readonly transactions: readonly {
                readonly id: string;
                readonly status: components["schemas"]["TransactionStatus"];
            }[];
            readonly deposit?: components["schemas"]["Deposit"];
            readonly deposit_withheld?: components["schemas"]["DepositWithheld"];
            /** @description How the provider was chosen; null when it never came to that. */
            readonly routing: components["schemas"]["Routing"] | null;
            /** @description Oldest first. */
            readonly timeline: readonly components["schemas"]["TimelineEntry"][];
            /** @description `usr_…`, the user whose session it is. */
            readonly user: string;
            /** @description Whose token the user showed; null before they had a customer at Meld. */
            readonly issuer: string | null;
            /** @description The user’s id there, `sub` of their tokens; null likewise. */
            readonly subject: string | null;
        };
        readonly TenantSessionList: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Newest first. */
            readonly sessions: readonly components["schemas"]["ListedTenantSession"][];
        };
        readonly TenantSessionReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly transactions: components["schemas"]["Link"];
                readonly events: components["schemas"]["Link"];
            };
            readonly session: components["schemas"]["TenantSession"];
        };
        readonly TenantTransaction: {
            /** @description Meld’s transaction id. */
            readonly id: string;
            readonly status: components["schemas"]["TransactionStatus"];
            /** @description Meld’s own word for it, in capitals; an open set. `ERROR` is not the end: the provider may try again. */
            readonly meld_status: string;
            /** @description `CRYPTO_PURCHASE`, `CRYPTO_SELL`, `CRYPTO_TRANSFER`, or null. */
            readonly transaction_type: string | null;
            /** @description Our symbol; an asset that Rampway does not know keeps Meld’s code. */
            readonly from_asset: string | null;
            /** @description Likewise. */
            readonly to_asset: string | null;
            /** @description Null where neither asset is known. */
            readonly chain_id: number | null;
            /** @description Null until known. */
            readonly source_amount: components["schemas"]["ToldDecimal"] | null;
            /** @description Null until known. */
            readonly destination_amount: components["schemas"]["ToldDecimal"] | null;
            /** @description Who serves the trade. */
            readonly service_provider: string | null;
            /** @description What the user paid with, or is paid by. */
            readonly payment_method_type: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read. */
            readonly created_at: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read. */
            readonly updated_at: string | null;
            /** @description Whether the provider swaps one asset for another on the way. */
            readonly is_swap: boolean;
            /** @description The session that it belongs to, where one is known. */
            readonly session_id: string | null;
            /** @description What names that session at Meld. */
            readonly external_session_id: string | null;
            /** @description The provider’s own id of it, which its support asks for; null until it is told. */
            readonly service_transaction_id: string | null;
            /** @description On the chain, once there is one. */
            readonly transaction_hash: string | null;
            /** @description The provider’s words, for people; null unless something went wrong. */
            readonly failure_reason: string | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly total_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly network_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly transaction_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly partner_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description Sells: where the crypto is sent. It informs; what is to be sent, and by whom, is the session’s `deposit`. Other addresses are not shown. */
            readonly deposit_address: string | null;
            /** @description Only where it is: the address cannot be right, so never send. */
            readonly deposit_withheld?: {
                readonly reason: components["schemas"]["DepositFault"];
                readonly detail: string;
            };
            /** @description `usr_…`, the user whose transaction it is. */
            readonly user: string;
        };
        readonly TenantTransactionList: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Newest first. */
            readonly transactions: readonly components["schemas"]["ListedTenantTransaction"][];
        };
        readonly TenantTransactionReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly events: components["schemas"]["Link"];
                readonly session?: components["schemas"]["Link"];
            };
            readonly transaction: components["schemas"]["TenantTransaction"];
        };
        readonly TestWebhookEndpointBody: Record<string, never>;
        readonly TimelineEntry: {
            /** @description When it happened. */
            readonly occurred_at: components["schemas"]["Instant"];
            /** @description `created`, `ready`, `refused` or `unclear`, `opened`, `refreshed` (a fresh widget behind the same link), `link_released` (from its opener; the next opening is `opened` again), `returned`, `transaction`, `cancelled` (by whoever runs the gateway); ignore kinds you do not know. */
            readonly kind: string;
            /** @description Whose widget was opened. */
            readonly service_provider?: string;
            /** @description Of `transaction`. */
            readonly transaction_id?: string;
            /** @description Of `transaction`: how it stood then. */
            readonly status?: string;
        };
        /** @description An exact decimal. */
        readonly ToldDecimal: string;
        readonly Transaction: {
            /** @description Meld’s transaction id. */
            readonly id: string;
            readonly status: components["schemas"]["TransactionStatus"];
            /** @description Meld’s own word for it, in capitals; an open set. `ERROR` is not the end: the provider may try again. */
            readonly meld_status: string;
            /** @description `CRYPTO_PURCHASE`, `CRYPTO_SELL`, `CRYPTO_TRANSFER`, or null. */
            readonly transaction_type: string | null;
            /** @description Our symbol; an asset that Rampway does not know keeps Meld’s code. */
            readonly from_asset: string | null;
            /** @description Likewise. */
            readonly to_asset: string | null;
            /** @description Null where neither asset is known. */
            readonly chain_id: number | null;
            /** @description Null until known. */
            readonly source_amount: components["schemas"]["ToldDecimal"] | null;
            /** @description Null until known. */
            readonly destination_amount: components["schemas"]["ToldDecimal"] | null;
            /** @description Who serves the trade. */
            readonly service_provider: string | null;
            /** @description What the user paid with, or is paid by. */
            readonly payment_method_type: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read. */
            readonly created_at: string | null;
            /** @description Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read. */
            readonly updated_at: string | null;
            /** @description Whether the provider swaps one asset for another on the way. */
            readonly is_swap: boolean;
            /** @description The session that it belongs to, where one is known. */
            readonly session_id: string | null;
            /** @description What names that session at Meld. */
            readonly external_session_id: string | null;
            /** @description The provider’s own id of it, which its support asks for; null until it is told. */
            readonly service_transaction_id: string | null;
            /** @description On the chain, once there is one. */
            readonly transaction_hash: string | null;
            /** @description The provider’s words, for people; null unless something went wrong. */
            readonly failure_reason: string | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly total_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly network_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly transaction_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description In the fiat currency, null where it is not told. */
            readonly partner_fee: components["schemas"]["ToldDecimal"] | null;
            /** @description Sells: where the crypto is sent. It informs; what is to be sent, and by whom, is the session’s `deposit`. Other addresses are not shown. */
            readonly deposit_address: string | null;
            /** @description Only where it is: the address cannot be right, so never send. */
            readonly deposit_withheld?: {
                readonly reason: components["schemas"]["DepositFault"];
                readonly detail: string;
            };
        };
        /** @description `data` is the transaction as it was shown at that moment. */
        readonly TransactionEvent: {
            /** @description `evt_…`; the same however often it is told. */
            readonly id: string;
            readonly timestamp: components["schemas"]["Instant"];
            /** @description `<org-id>:<env-id>`. */
            readonly tenant: string;
            /** @description Of its session, or else of its transaction: from 1 and without gaps; null for what is about neither. */
            readonly sequence: number | null;
            /** @description The status before; null where it did not change, or there was none. */
            readonly previous_status: string | null;
            /** @enum {string} */
            readonly type: "ramp.transaction.created" | "ramp.transaction.updated" | "ramp.transaction.completed" | "ramp.transaction.failed" | "ramp.transaction.cancelled" | "ramp.transaction.refunded";
            readonly data: components["schemas"]["Transaction"];
        };
        readonly TransactionList: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly first: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
                readonly prev?: components["schemas"]["Link"];
            };
            /** @description Newest first. */
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
         * @description Never steps back. An end may be put right by another end that Meld dates later (a refund, say); one without a date is dated by when it was seen.
         * @enum {string}
         */
        readonly TransactionStatus: "pending" | "processing" | "completed" | "failed" | "cancelled";
        readonly WebhookEndpoint: {
            /** @description `whe_` and 32 hexadecimal digits. */
            readonly id: string;
            /** @description `<org-id>:<env-id>`. */
            readonly tenant: string;
            readonly url: string;
            /** @description Which types of events it wants; empty: all. */
            readonly types: readonly ("ramp.session.opened" | "ramp.session.returned" | "ramp.session.expired" | "ramp.session.not_observed" | "ramp.session.abandoned" | "ramp.transaction.created" | "ramp.transaction.updated" | "ramp.transaction.completed" | "ramp.transaction.failed" | "ramp.transaction.cancelled" | "ramp.transaction.refunded" | "rampway.endpoint.failing" | "rampway.endpoint.disabled" | "rampway.endpoint.recovered" | "rampway.test")[];
            readonly description: string | null;
            /**
             * @description How instants stand in what is sent.
             * @enum {string}
             */
            readonly timestamp_format: "iso8601" | "epoch";
            /**
             * @description What deliveries are signed with.
             * @enum {string}
             */
            readonly signature: "hmac" | "ed25519" | "both";
            /**
             * @description `failing`: its last attempts failed, and others are made; `disabled`: nothing is sent.
             * @enum {string}
             */
            readonly status: "enabled" | "failing" | "disabled";
            /** @description Who or what disabled it: `partner`, `operator`, its own answer 410 (`gone`), or days of nothing but failures. */
            readonly disabled_reason: ("partner" | "operator" | "gone" | "failing_too_long") | null;
            readonly disabled_at: components["schemas"]["Instant"] | null;
            /** @description Since when every attempt has failed. */
            readonly failing_since: components["schemas"]["Instant"] | null;
            readonly last_success_at: components["schemas"]["Instant"] | null;
            readonly last_failure_at: components["schemas"]["Instant"] | null;
            /** @description Deliveries that are still to be made, counted up to 100,000. */
            readonly pending: number;
            /** @description Until when the secret before the last rotation signs too; null while there is one alone. */
            readonly previous_secret_expires_at: components["schemas"]["Instant"] | null;
            readonly created_at: components["schemas"]["Instant"];
            readonly updated_at: components["schemas"]["Instant"];
        };
        readonly WebhookEndpointWithSecret: {
            /** @description `whe_` and 32 hexadecimal digits. */
            readonly id: string;
            /** @description `<org-id>:<env-id>`. */
            readonly tenant: string;
            readonly url: string;
            /** @description Which types of events it wants; empty: all. */
            readonly types: readonly ("ramp.session.opened" | "ramp.session.returned" | "ramp.session.expired" | "ramp.session.not_observed" | "ramp.session.abandoned" | "ramp.transaction.created" | "ramp.transaction.updated" | "ramp.transaction.completed" | "ramp.transaction.failed" | "ramp.transaction.cancelled" | "ramp.transaction.refunded" | "rampway.endpoint.failing" | "rampway.endpoint.disabled" | "rampway.endpoint.recovered" | "rampway.test")[];
            readonly description: string | null;
            /**
             * @description How instants stand in what is sent.
             * @enum {string}
             */
            readonly timestamp_format: "iso8601" | "epoch";
            /**
             * @description What deliveries are signed with.
             * @enum {string}
             */
            readonly signature: "hmac" | "ed25519" | "both";
            /**
             * @description `failing`: its last attempts failed, and others are made; `disabled`: nothing is sent.
             * @enum {string}
             */
            readonly status: "enabled" | "failing" | "disabled";
            /** @description Who or what disabled it: `partner`, `operator`, its own answer 410 (`gone`), or days of nothing but failures. */
            readonly disabled_reason: ("partner" | "operator" | "gone" | "failing_too_long") | null;
            readonly disabled_at: components["schemas"]["Instant"] | null;
            /** @description Since when every attempt has failed. */
            readonly failing_since: components["schemas"]["Instant"] | null;
            readonly last_success_at: components["schemas"]["Instant"] | null;
            readonly last_failure_at: components["schemas"]["Instant"] | null;
            /** @description Deliveries that are still to be made, counted up to 100,000. */
            readonly pending: number;
            /** @description Until when the secret before the last rotation signs too; null while there is one alone. */
            readonly previous_secret_expires_at: components["schemas"]["Instant"] | null;
            readonly created_at: components["schemas"]["Instant"];
            readonly updated_at: components["schemas"]["Instant"];
            /** @description `whsec_` and base64, as libraries for Standard Webhooks take it; shown this once. */
            readonly secret: string;
        };
        readonly WebhookKeys: {
            /** @description A signature `v1a,…` was made with one of them. */
            readonly keys: readonly {
                /** @description Names the key; computed from it. */
                readonly id: string;
                /** @description `whpk_` and the raw key of 32 bytes in base64. */
                readonly public_key: string;
            }[];
        };
        readonly ListSessionsQuery: {
            /** @description Sessions to a page, 1 to 100, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. */
            readonly after?: string;
            /** @description One status, as it is shown. */
            readonly status?: components["schemas"]["SessionStatus"];
        };
        readonly StreamSessionQuery: {
            /** @description Of `createStreamTicket`, in place of the headers that say who calls. */
            readonly ticket?: string;
            /** @description As `Last-Event-ID`, where no header can be sent. */
            readonly last_event_id?: string;
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
            /** @description Where the user is: one of the 43 codes; the tenant’s default, else `US`. */
            readonly country_code?: components["schemas"]["CountryCode"];
            /** @description Where in the United States or Canada the user is, by ISO 3166-2 (`US-NY`, `CA-ON`), of the same country; some providers serve only some. Told to Meld for prices and widget. */
            readonly subdivision?: components["schemas"]["Subdivision"];
            /** @description Narrows to one of the 15 methods. */
            readonly payment_method_type?: components["schemas"]["PaymentMethod"];
            /** @description `true`: only providers that can reuse the user’s identity check. */
            readonly reusable_identity_only?: boolean;
            /** @description `true`: only providers that this user has traded with; empty without a history. */
            readonly used_before_only?: boolean;
            /** @description For sells: `true` lists what can be had in the redirect flow, otherwise in the standard one. */
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
            /** @description One of the 43 codes. */
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
        readonly ListSessionsAsPartnerQuery: {
            /** @description One status, as it is shown. */
            readonly status?: components["schemas"]["SessionStatus"];
            /** @description Of this user alone. */
            readonly user?: string;
            /** @description Who serves the trade. It must be letters, digits, `_` and `-`. */
            readonly service_provider?: string;
            /** @description Asked for from then on. It must be an instant. */
            readonly created_after?: string;
            /** @description Asked for before then. It must be an instant. */
            readonly created_before?: string;
            /** @description Sessions to a page, 1 to 200, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. It must be from `_links.next`. */
            readonly after?: string;
        };
        readonly ListTransactionsAsPartnerQuery: {
            /** @description One status: a canonical one in small letters, or the provider’s own word (`meld_status`) in any other spelling. One of pending, processing, completed, failed, cancelled, PENDING_CREATED, PENDING, TWO_FA_REQUIRED, ACCEPTED, AUTHORIZED, PARTIALLY_SETTLED, TWO_FA_PROVIDED, PROCESSING, SETTLING, ONRAMP_SETTLED, SWAPPING, SWAP_SETTLED, ERROR, SETTLED, FAILED, DECLINED, REFUNDED, PARTIALLY_REFUNDED, AUTHORIZATION_EXPIRED, CANCELLED, VOIDED. */
            readonly status?: string;
            /** @description Of this session alone. */
            readonly session?: string;
            /** @description Of this user alone. */
            readonly user?: string;
            /** @description Created from then on, as first seen. It must be an instant. */
            readonly created_after?: string;
            /** @description Created before then, as first seen. It must be an instant. */
            readonly created_before?: string;
            /** @description Transactions to a page, 1 to 200, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. It must be from `_links.next`. */
            readonly after?: string;
        };
        readonly ListEventsQuery: {
            /** @description Events of this type; of all by default. */
            readonly type?: "ramp.session.opened" | "ramp.session.returned" | "ramp.session.expired" | "ramp.session.not_observed" | "ramp.session.abandoned" | "ramp.transaction.created" | "ramp.transaction.updated" | "ramp.transaction.completed" | "ramp.transaction.failed" | "ramp.transaction.cancelled" | "ramp.transaction.refunded" | "rampway.endpoint.failing" | "rampway.endpoint.disabled" | "rampway.endpoint.recovered" | "rampway.test";
            /** @description Events of this session. */
            readonly session?: string;
            /** @description Events of this transaction, by Meld’s id. */
            readonly transaction?: string;
            /** @description Events that were to be delivered there. */
            readonly webhook_endpoint?: string;
            /** @description Events at or after this instant: epoch milliseconds or ISO 8601. It must be an instant. */
            readonly since?: string;
            /** @description Events before this instant. It must be an instant. */
            readonly until?: string;
            /** @description Events to a page, 1 to 200, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. It must be from `_links.next`. */
            readonly after?: string;
        };
        readonly StreamEventsQuery: {
            /** @description Types, with commas between; `ramp.transaction.*` for all that begin so; all by default. Each must be a type, or the beginning of one and `*`. */
            readonly types?: string;
            /** @description Events at or after this instant first: epoch milliseconds or ISO 8601; from now on by default. It must be an instant. */
            readonly since?: string;
            /** @description As `Last-Event-ID`, where no header can be sent. */
            readonly last_event_id?: string;
        };
        readonly ListDeliveriesQuery: {
            /** @description Deliveries to this webhook endpoint. */
            readonly webhook_endpoint?: string;
            /** @description Deliveries of this event. */
            readonly event?: string;
            /** @description Deliveries of events of this session. */
            readonly session?: string;
            /** @description Deliveries of events of this transaction, by Meld’s id. */
            readonly transaction?: string;
            /** @description Deliveries of events of this type. */
            readonly type?: "ramp.session.opened" | "ramp.session.returned" | "ramp.session.expired" | "ramp.session.not_observed" | "ramp.session.abandoned" | "ramp.transaction.created" | "ramp.transaction.updated" | "ramp.transaction.completed" | "ramp.transaction.failed" | "ramp.transaction.cancelled" | "ramp.transaction.refunded" | "rampway.endpoint.failing" | "rampway.endpoint.disabled" | "rampway.endpoint.recovered" | "rampway.test";
            /** @description `pending`, `delivered`, `given_up`, `cancelled`. */
            readonly state?: "pending" | "delivered" | "given_up" | "cancelled";
            /** @description Deliveries to a page, 1 to 200, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. It must be from `_links.next`. */
            readonly after?: string;
        };
        readonly GetPartnerReply: {
            readonly partner: {
                /** @description `<org-id>:<env-id>`, of which the partner sees everything. */
                readonly tenant: string;
                /** @description The name that the tenant goes by with its users, where it has one. */
                readonly brand: string | null;
                /** @description Of the key. */
                readonly name: string;
                readonly scopes: readonly ("read" | "webhooks")[];
                /**
                 * @description `portal` for a browser that a portal link signed in.
                 * @enum {string}
                 */
                readonly via: "key" | "portal";
                readonly expires_at: components["schemas"]["Instant"];
            };
        };
        readonly ListEventsReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Newest first. */
            readonly events: readonly components["schemas"]["Event"][];
        };
        readonly GetEventReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly event: components["schemas"]["Event"];
            readonly deliveries: readonly components["schemas"]["Delivery"][];
        };
        readonly ReplayEventReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly event: components["schemas"]["Event"];
            readonly deliveries: readonly components["schemas"]["Delivery"][];
        };
        readonly ListWebhookEndpointsReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description By tenant, and those that were made first first. */
            readonly webhook_endpoints: readonly components["schemas"]["WebhookEndpoint"][];
        };
        readonly CreateWebhookEndpointReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly webhook_endpoint: components["schemas"]["WebhookEndpointWithSecret"];
        };
        readonly GetWebhookEndpointReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly webhook_endpoint: components["schemas"]["WebhookEndpoint"];
        };
        readonly ChangeWebhookEndpointReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly webhook_endpoint: components["schemas"]["WebhookEndpoint"];
        };
        readonly RotateWebhookSecretReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly webhook_endpoint: components["schemas"]["WebhookEndpointWithSecret"];
        };
        readonly TestWebhookEndpointReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly event: components["schemas"]["Event"];
            readonly deliveries: readonly components["schemas"]["Delivery"][];
        };
        readonly ListDeliveriesReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Those of the newest event first. */
            readonly deliveries: readonly components["schemas"]["Delivery"][];
        };
        readonly GetDeliveryReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly event: components["schemas"]["Link"];
            };
            readonly delivery: components["schemas"]["Delivery"];
            readonly event: components["schemas"]["Event"];
            /** @description What is sent, to the byte, as the webhook endpoint has its timestamps now; operators are shown null for what leads to a widget. */
            readonly body: string;
            /** @description Every attempt, the newest 200 at most, oldest first. */
            readonly history: readonly components["schemas"]["DeliveryAttempt"][];
        };
        readonly RetryDeliveryReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly event: components["schemas"]["Link"];
            };
            readonly delivery: components["schemas"]["Delivery"];
        };
        readonly SignInToPortalReply: {
            readonly partner: {
                /** @description `<org-id>:<env-id>`, of which the partner sees everything. */
                readonly tenant: string;
                /** @description The name that the tenant goes by with its users, where it has one. */
                readonly brand: string | null;
                /** @description Of the key. */
                readonly name: string;
                readonly scopes: readonly ("read" | "webhooks")[];
                /**
                 * @description `portal` for a browser that a portal link signed in.
                 * @enum {string}
                 */
                readonly via: "key" | "portal";
                readonly expires_at: components["schemas"]["Instant"];
            };
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
