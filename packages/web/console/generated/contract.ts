// Made of openapi.json by `npm run console-types`.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly AddSessionNoteBody: {
            /** @description The note. It must not contain control characters other than line ends and tabs. */
            readonly text: string;
        };
        /** @description The bound on `source_amount`, where one is known; of a sell it is converted by Meld and moves with the price. */
        readonly AmountLimit: {
            /** @enum {string} */
            readonly kind: "minimum" | "maximum";
            readonly amount: components["schemas"]["Decimal"] | null;
            readonly currency: string | null;
        };
        readonly Audit: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly export: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Newest first. */
            readonly entries: readonly components["schemas"]["AuditEntry"][];
        };
        readonly AuditEntry: {
            /** @description Without gaps, from 1. */
            readonly number: number;
            readonly happened_at: components["schemas"]["Instant"];
            /** @description The token’s name, or on the command line the account. */
            readonly operator: string;
            /** @description The token’s id; null on the command line. */
            readonly operator_token: string | null;
            /** @description `api`, `console` or `cli`. */
            readonly via: string;
            /** @description The caller’s address, or the machine’s name. */
            readonly from: string | null;
            /** @description `<noun>.<verb>`, such as `session.cancel` or `session.read`. */
            readonly act: string;
            readonly target: {
                readonly kind: string;
                /** @description Null: several tenants or none. */
                readonly tenant: string | null;
                readonly id: string;
            };
            /** @description In the operator’s own words. */
            readonly reason: string | null;
            /** @description What was changed, as it was; null when there was nothing. */
            readonly before: {
                readonly [key: string]: unknown;
            } | null;
            /** @description The same as it is. */
            readonly after: {
                readonly [key: string]: unknown;
            } | null;
            readonly trace_id: string | null;
            /** @description SHA-256 over this entry and the hash of the one before. */
            readonly hash: string;
        };
        readonly CancelSessionBody: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason: string;
        };
        /** @enum {integer} */
        readonly ChainId: 1 | 10 | 137 | 42161 | 8453 | 43114 | 56 | 1328 | 1329;
        readonly ChangeWebhookEndpointAsOperatorBody: {
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
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string | null;
        };
        readonly CheckSessionBody: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string | null;
        };
        /**
         * @description A country, by ISO 3166-1 alpha-2.
         * @enum {string}
         */
        readonly CountryCode: "US" | "CA" | "MX" | "BR" | "AR" | "CL" | "CO" | "PE" | "GB" | "DE" | "FR" | "IT" | "ES" | "NL" | "BE" | "IE" | "PT" | "AT" | "CH" | "SE" | "NO" | "DK" | "FI" | "PL" | "CZ" | "GR" | "SG" | "HK" | "JP" | "KR" | "AU" | "NZ" | "IN" | "TH" | "PH" | "MY" | "ID" | "AE" | "SA" | "IL" | "TR" | "ZA" | "NG";
        readonly CreatePortalLinkBody: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string | null;
        };
        readonly CreateSwitchBody: {
            /** @description A provider, in any case; left out, every one. */
            readonly provider?: string | null;
            /** @description Where the user is; left out, everywhere. */
            readonly country?: components["schemas"]["CountryCode"] | null;
            /** @description A payment method, or a broad type with every method under it; left out, every one. */
            readonly method?: ("CARD" | "CREDIT_DEBIT_CARD" | "ACH" | "SEPA" | "BANK_TRANSFER" | "LOCAL_BANK_TRANSFER" | "LOCAL" | "PIX" | "MOBILE_WALLET" | "APPLE_PAY" | "GOOGLE_PAY" | "SAMSUNG_PAY") | null;
            /** @description `buy` or `sell`; left out, both. */
            readonly direction?: components["schemas"]["Direction"] | null;
            /** @description A symbol, of either leg; left out, every one. It must be one of the assets of `GET /v0/assets`. */
            readonly asset?: string | null;
            /** @description The chain of the crypto leg; left out, every one. */
            readonly chain_id?: components["schemas"]["ChainId"] | null;
            /** @description A tenant; left out, every one. */
            readonly tenant?: string | null;
            /**
             * @description `off`: nothing new, and links that were opened before lead there no more. `drain`: nothing new, and open sessions go on.
             * @enum {string}
             */
            readonly state?: "off" | "drain";
            /** @description True for a switch that names nothing: all trades of all tenants. Without this word such a switch is refused. */
            readonly everything?: boolean;
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason: string;
            /** @description When it ends by itself: epoch milliseconds or ISO 8601, within a year; left out, never. It must lie ahead, by a year at most. */
            readonly until?: number | string | null;
            /** @description True: nothing is switched; the answer tells what would have become of the last 24 hours. */
            readonly dry_run?: boolean;
        };
        readonly CreateTenantKeyBody: {
            /** @description Whose it is, for people, at most 80 characters. It must not contain control characters other than line ends and tabs. */
            readonly name: string;
            /** @description What it allows: `read`, `webhooks`; both by default. */
            readonly scopes?: readonly ("read" | "webhooks")[];
            /**
             * @description It ends after so many days, 90 by default.
             * @default 90
             */
            readonly days?: number;
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string | null;
        };
        readonly CreateWebhookEndpointAsOperatorBody: {
            /** @description Whose events. */
            readonly tenant: string;
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
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string | null;
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
        /**
         * @description What is wrong with the instruction.
         * @enum {string}
         */
        readonly DepositFault: "unknown_sale" | "other_direction" | "not_an_address" | "wrong_checksum" | "burn_address" | "token_contract" | "own_wallet" | "address_changed" | "missing_asset" | "other_asset" | "other_chain" | "missing_amount" | "too_many_decimals" | "other_amount" | "another_transaction";
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
        readonly ExplainRoutingBody: {
            /** @description Whose account and catalogue. */
            readonly tenant: string;
            /** @description How much of `from_asset` is paid: a decimal text, or in a body a number; greater than 0, with no more decimals than the asset has (none for JPY and KRW, two for other currencies, 6 for USDC and EURC, 18 for USDT on BNB Smart Chain and for coins). A finer amount is 422 and names the nearest. A number that a double cannot carry exactly is refused: send it as a text. */
            readonly source_amount: string | number;
            /** @description The symbol that is paid with, in any case. Fiat first is a buy, crypto first a sell. An unknown one is refused, and is told which there are. */
            readonly from_asset: string;
            /** @description The symbol that is received, in any case. Exactly one of the two is fiat. */
            readonly to_asset: string;
            /** @description The chain of the crypto asset: 1 (Ethereum Mainnet), 10 (Optimism), 137 (Polygon), 42161 (Arbitrum One), 8453 (Base), 43114 (Avalanche C-Chain), 56 (BNB Smart Chain), 1328 (Sei Testnet), 1329 (Sei). */
            readonly chain_id: components["schemas"]["ChainId"];
            /** @description Where the user is; left out, the tenant’s default. */
            readonly country_code?: components["schemas"]["CountryCode"] | null;
            /** @description Where in the United States or Canada the user is, by ISO 3166-2 (`US-NY`, `CA-ON`), of the same country; some providers serve only some. Told to Meld for prices and widget. */
            readonly subdivision?: components["schemas"]["Subdivision"] | null;
            /** @description One of the 15 methods. */
            readonly payment_method_type?: components["schemas"]["PaymentMethod"] | null;
            /** @description A provider that the request pins. */
            readonly service_provider?: string | null;
            /** @description For sells: `true` says that the app sends the crypto. */
            readonly redirect_flow?: boolean | null;
            /** @description Checked as a session’s request has it; it changes nothing here. In mixed case its EIP-55 checksum must be right. Refused as nobody’s wallet, on every chain: the zero address, the contract of any supported asset, burn addresses (`0x…dEaD` and its kin), placeholders (`0xEeee…`), and what belongs to the chain itself (precompiles, predeploys, system contracts). */
            readonly wallet_address?: string | null;
            /** @description Switches to suppose, beside those that are active: `[{"provider": "BANXA"}]`. Each names what a switch may name. */
            readonly switches?: readonly Record<string, never>[] | null;
            /** @description Taken as a session’s request has it; it changes nothing here. */
            readonly idempotency_key?: unknown;
            /** @description Taken as a session’s request has it; it changes nothing here. */
            readonly return_url?: unknown;
            /** @description Taken as a session’s request has it; it changes nothing here. */
            readonly client_state?: unknown;
        };
        readonly ExplainedRouting: {
            readonly tenant: string;
            readonly direction: components["schemas"]["Direction"];
            /** @description Who would be tried, by price. */
            readonly ranking: readonly {
                readonly rank: number;
                readonly service_provider: string;
                /** @description What the price is for; null where Meld does not say. */
                readonly payment_method_type: string | null;
                readonly destination_amount: components["schemas"]["Decimal"];
                /** @description In `fee_asset`; null where it is not told. */
                readonly total_fee: components["schemas"]["ToldDecimal"] | null;
                /** @description In `fee_asset`; null where it is not told. */
                readonly network_fee: components["schemas"]["ToldDecimal"] | null;
                /** @description In `fee_asset`; null where it is not told. */
                readonly transaction_fee: components["schemas"]["ToldDecimal"] | null;
                /** @description In `fee_asset`; null where it is not told. */
                readonly partner_fee: components["schemas"]["ToldDecimal"] | null;
                readonly fee_asset: string;
                readonly ramp_score: number | null;
                /** @description It failed a moment ago in this process; others are tried first. */
                readonly cooling_down: boolean;
                /** @description For people. */
                readonly why: string;
            }[];
            /** @description Everybody else, the one that is easiest to bring in first. */
            readonly excluded: readonly {
                /** @description Null when it concerns all of them, or when Meld did not say whose offer it was. */
                readonly service_provider: string | null;
                readonly reason: components["schemas"]["ExclusionReason"];
                readonly limit?: components["schemas"]["AmountLimit"];
                readonly nearest?: components["schemas"]["NearestChange"];
                readonly detail?: string;
                /** @description With `switched_off`: the switch that names the trade most closely. */
                readonly switch?: {
                    /** @description Null of one that is only supposed. */
                    readonly id: string | null;
                    /** @description What it names, for people. */
                    readonly names: string;
                    /** @description The operator’s own words. */
                    readonly reason: string | null;
                };
            }[];
            /** @description The provider that would be tried first; null: nobody. */
            readonly would_open: string | null;
            /** @description The same as a sentence. */
            readonly why: string;
        };
        /** @enum {string} */
        readonly FindKind: "session_id" | "external_session_id" | "upstream_session_id" | "transaction_id" | "service_transaction_id" | "transaction_hash" | "user" | "subject" | "wallet_address" | "idempotency_key" | "trace_id" | "support_code";
        readonly Finding: {
            /**
             * @description Of the check.
             * @enum {string}
             */
            readonly id: "configuration" | "left_out_tenants" | "secrets" | "public_url" | "webhook_address" | "proxies" | "certificate" | "operator_port" | "outgoing" | "clock" | "identity_keys" | "meld_account" | "meld_webhooks" | "webhook_hosts" | "postgresql" | "durability" | "isolation" | "pooler" | "database_role" | "schema" | "partitions" | "disk" | "node" | "open_files" | "memory" | "heap";
            readonly title: string;
            /** @enum {string} */
            readonly severity: "ok" | "info" | "warning" | "error" | "skipped";
            /** @description What is so. */
            readonly found: string;
            /** @description What should be. */
            readonly expected: string;
            /** @description What it leads to. */
            readonly why: string;
            /** @description What to do; empty when there is nothing to do. */
            readonly fix: string;
            /** @description Where to read on, in the documents that come with the program. */
            readonly docs: string;
            /** @description Null: the gateway as a whole. */
            readonly tenant: string | null;
            readonly took_ms: number;
            /** @description When it was looked at. */
            readonly checked_at: components["schemas"]["Instant"];
        };
        readonly Found: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            /** @description As it was looked for. */
            readonly query: string;
            /** @description What it may be by its form. */
            readonly recognized_as: readonly components["schemas"]["FindKind"][];
            /** @description Newest first, 50 at most. */
            readonly sessions: readonly components["schemas"]["FoundSession"][];
            /** @description Those that belong to no session, 50 at most. */
            readonly transactions: readonly components["schemas"]["FoundTransaction"][];
            /** @description There are more than these; name the tenant, or narrow a list of sessions. */
            readonly has_more: boolean;
        };
        readonly FoundSession: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly tenant: string;
            readonly id: string;
            /** @description What the user reads out to support. */
            readonly support_code: string;
            /** @description Our id of the user. */
            readonly user: string;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            /** @description How much of `from_asset` is paid. */
            readonly source_amount: components["schemas"]["Decimal"];
            readonly from_asset: string;
            readonly to_asset: string;
            /** @description Of the crypto asset. */
            readonly chain_id: number;
            readonly country_code: components["schemas"]["CountryCode"];
            readonly payment_method_type: string | null;
            /** @description Of the user; in full, since users name it and find their session by it. */
            readonly wallet_address: string;
            /** @description Who serves the trade; null where nobody was found and none was named. */
            readonly service_provider: string | null;
            /** @description What names the session at Meld. */
            readonly external_session_id: string | null;
            /** @description Of the call that opened it. */
            readonly trace_id: string | null;
            readonly created_at: components["schemas"]["Instant"];
            readonly opened_at: components["schemas"]["Instant"] | null;
            readonly returned_at: components["schemas"]["Instant"] | null;
            readonly updated_at: components["schemas"]["Instant"];
            /** @description Newest first. */
            readonly transactions: readonly {
                readonly id: string;
                readonly status: components["schemas"]["TransactionStatus"];
            }[];
            /** @description What of it the text is. */
            readonly matched_by: readonly components["schemas"]["FindKind"][];
        };
        readonly FoundTransaction: {
            readonly tenant: string;
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
            /** @description What of it the text is. */
            readonly matched_by: readonly components["schemas"]["FindKind"][];
        };
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
        readonly Health: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly tenants: components["schemas"]["Link"];
                readonly webhooks: components["schemas"]["Link"];
            };
            /** @description Of the process that answers. */
            readonly version: string;
            /** @description The process that answers: `key_sets`, `cooling_down` and `caches` are its own. */
            readonly answered_by: {
                /** @description As `processes` has it; null on the command line. */
                readonly process: number | null;
                readonly started_at: components["schemas"]["Instant"];
                readonly node_version: string;
            };
            /** @description Those that live; one that has died is listed for some seconds more. */
            readonly processes: readonly {
                readonly process: number;
                /** @description Null of a program that does not tell it. */
                readonly version: string | null;
                readonly started_at: components["schemas"]["Instant"] | null;
            }[];
            readonly database: {
                /** @description Of PostgreSQL. */
                readonly version: string;
                /** @description Of this database on disk. */
                readonly size_bytes: number;
                readonly answered_in_ms: number;
                /** @description How far its clock is ahead of the process that answers. */
                readonly clock_ahead_ms: number;
            };
            readonly jobs: readonly {
                readonly name: string;
                /** @description When a run is next due; null while none is. */
                readonly next_at: components["schemas"]["Instant"] | null;
                /** @description Runs that are due and not under way. */
                readonly due: number;
                /** @description Since when; null when none is due. */
                readonly oldest_due_at: components["schemas"]["Instant"] | null;
                /** @description Runs under way. */
                readonly running: number;
                /** @description Runs whose last attempt failed, and that will be tried again. */
                readonly failing: number;
                /** @description Runs that failed too often and wait until they are scheduled or asked for again. */
                readonly given_up: number;
            }[];
            /** @description Meld’s webhooks: those that wait to be handled, and those that were given up. */
            readonly webhooks: {
                readonly waiting: number;
                readonly oldest_waiting_at: components["schemas"]["Instant"] | null;
                readonly given_up: number;
            };
            /** @description The identity providers’ keys that the answering process has met. */
            readonly key_sets: readonly {
                readonly tenant: string;
                readonly issuer: string;
                /** @description That are trusted. */
                readonly keys: number;
                /** @description When they were last confirmed; null of pinned keys, and while there are none. */
                readonly fetched_at: components["schemas"]["Instant"] | null;
                /** @description Why the last fetch failed; null after a success. */
                readonly error: string | null;
            }[];
            /** @description Providers that failed a moment ago, at the answering process. */
            readonly cooling_down: readonly {
                readonly service_provider: string;
                /** @description Of the Meld account at which it failed. */
                readonly tenants: readonly string[];
                readonly until_at: components["schemas"]["Instant"];
            }[];
            /** @description Of the answering process. */
            readonly caches: readonly {
                readonly name: string;
                readonly entries: number;
                readonly entries_max: number;
            }[];
            readonly partitions: {
                /** @description Until then there are partitions for new sessions. */
                readonly until_at: components["schemas"]["Instant"];
                /** @description How long that is from now. */
                readonly headroom_seconds: number;
            };
            /** @description Counts every change of the switches; null: not read yet. */
            readonly switches_version: number | null;
            /** @description The latest of every check; empty until the first round. */
            readonly findings: readonly components["schemas"]["Finding"][];
        };
        readonly IncomingWebhook: {
            readonly tenant: string;
            /** @description Meld’s; the same when Meld sends it again. */
            readonly id: string;
            /** @description In Meld’s words. */
            readonly event_type: string;
            /** @enum {string} */
            readonly state: "waiting" | "given_up" | "handled";
            /** @description What came of it: `refreshed`, `kyc`, `nothing_to_do`, `foreign`, `no_session` or `given_up`; null while it waits. */
            readonly outcome: string | null;
            readonly attempts: number;
            readonly received_at: components["schemas"]["Instant"];
            /** @description Null unless it waits. */
            readonly next_attempt_at: components["schemas"]["Instant"] | null;
            readonly handled_at: components["schemas"]["Instant"] | null;
            readonly transaction_id: string | null;
            readonly external_session_id: string | null;
            /** @description Of the tenant’s session that it names. */
            readonly session_id: string | null;
        };
        readonly IncomingWebhooks: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Of these tenants, in whatever state is listed; counted up to 100,000. */
            readonly backlog: {
                readonly waiting: number;
                /** @description When it was received; null when none waits. */
                readonly oldest_waiting_at: components["schemas"]["Instant"] | null;
                readonly given_up: number;
            };
            /** @description Newest first. */
            readonly webhooks: readonly components["schemas"]["IncomingWebhook"][];
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
        readonly ListedSessionSummary: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly tenant: string;
            readonly id: string;
            /** @description What the user reads out to support. */
            readonly support_code: string;
            /** @description Our id of the user. */
            readonly user: string;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            /** @description How much of `from_asset` is paid. */
            readonly source_amount: components["schemas"]["Decimal"];
            readonly from_asset: string;
            readonly to_asset: string;
            /** @description Of the crypto asset. */
            readonly chain_id: number;
            readonly country_code: components["schemas"]["CountryCode"];
            readonly payment_method_type: string | null;
            /** @description Of the user; in full, since users name it and find their session by it. */
            readonly wallet_address: string;
            /** @description Who serves the trade; null where nobody was found and none was named. */
            readonly service_provider: string | null;
            /** @description What names the session at Meld. */
            readonly external_session_id: string | null;
            /** @description Of the call that opened it. */
            readonly trace_id: string | null;
            readonly created_at: components["schemas"]["Instant"];
            readonly opened_at: components["schemas"]["Instant"] | null;
            readonly returned_at: components["schemas"]["Instant"] | null;
            readonly updated_at: components["schemas"]["Instant"];
            /** @description Newest first. */
            readonly transactions: readonly {
                readonly id: string;
                readonly status: components["schemas"]["TransactionStatus"];
            }[];
        };
        /** @description The parameters to change, all together, for this provider to quote. Only what Meld lists by name for that very country, currency and method is proposed; where that is not known, as of a `subdivision`, there is no `nearest`. On a sell the amount keeps 10 % inside the bound. */
        readonly NearestChange: {
            readonly source_amount?: components["schemas"]["Decimal"];
            readonly payment_method_type?: components["schemas"]["PaymentMethod"];
            readonly country_code?: string;
            readonly redirect_flow?: boolean;
        };
        readonly OperatorActReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly export: components["schemas"]["Link"];
            };
            /** @description What came of the act, in one word. */
            readonly outcome: string;
            readonly session: components["schemas"]["OperatorSession"];
        };
        readonly OperatorActState: {
            readonly allowed: boolean;
            /** @description Why not, for people. */
            readonly why: string | null;
        };
        readonly OperatorExportReply: {
            readonly bundle: components["schemas"]["OperatorSessionBundle"];
            /** @description Of the UTF-8 of `bundle` as JSON without spaces, members in the order they stand in, instants in epoch milliseconds. */
            readonly sha256: string;
        };
        readonly OperatorNote: {
            readonly text: string;
            readonly operator: string;
            readonly created_at: components["schemas"]["Instant"];
        };
        readonly OperatorNoteReply: {
            readonly _links: {
                readonly session: components["schemas"]["Link"];
            };
            readonly note: components["schemas"]["OperatorNote"];
        };
        readonly OperatorRouting: {
            /** @enum {string} */
            readonly mode: "pinned" | "routed";
            readonly chosen: string | null;
            /** @description Who made an offer, the best one first. */
            readonly candidates: readonly {
                readonly service_provider: string;
                readonly destination_amount: components["schemas"]["Decimal"];
                readonly ramp_score: number | null;
            }[];
            /** @description Every other provider that was known then, with the reason. */
            readonly excluded: readonly components["schemas"]["Exclusion"][];
        };
        readonly OperatorSession: {
            readonly tenant: string;
            readonly id: string;
            /** @description What the user reads out to support. */
            readonly support_code: string;
            /** @description Our id of the user. */
            readonly user: string;
            readonly status: components["schemas"]["SessionStatus"];
            readonly direction: components["schemas"]["Direction"];
            /** @description How much of `from_asset` is paid. */
            readonly source_amount: components["schemas"]["Decimal"];
            readonly from_asset: string;
            readonly to_asset: string;
            /** @description Of the crypto asset. */
            readonly chain_id: number;
            readonly country_code: components["schemas"]["CountryCode"];
            readonly payment_method_type: string | null;
            /** @description Of the user; in full, since users name it and find their session by it. */
            readonly wallet_address: string;
            /** @description Who serves the trade; null where nobody was found and none was named. */
            readonly service_provider: string | null;
            /** @description What names the session at Meld. */
            readonly external_session_id: string | null;
            /** @description Of the call that opened it. */
            readonly trace_id: string | null;
            readonly created_at: components["schemas"]["Instant"];
            readonly opened_at: components["schemas"]["Instant"] | null;
            readonly returned_at: components["schemas"]["Instant"] | null;
            readonly updated_at: components["schemas"]["Instant"];
            /** @description Newest first. */
            readonly transactions: readonly components["schemas"]["OperatorTransaction"][];
            /** @description The identity provider that the user is known by. */
            readonly issuer: string | null;
            /** @description The user there; null before the user has a customer at Meld. */
            readonly subject: string | null;
            readonly expires_at: components["schemas"]["Instant"];
            readonly observation: "not_observed" | null;
            readonly request: components["schemas"]["OperatorSessionRequest"];
            /** @description The app’s own text. */
            readonly client_state: string | null;
            /** @description What the chosen provider had quoted; null where no prices were asked for. */
            readonly quoted: components["schemas"]["OperatorTradeLegs"] | null;
            /** @description Of the newest completed transaction, as Meld told it; null until there is one. */
            readonly delivered: components["schemas"]["OperatorTradeLegs"] | null;
            readonly failure: {
                readonly code: string;
                readonly detail: string;
            } | null;
            /** @description The first, and the one that the link leads to now. */
            readonly widgets: readonly components["schemas"]["OperatorWidget"][];
            /** @description Of every widget, oldest first. */
            readonly external_session_ids: readonly string[];
            readonly routing: components["schemas"]["OperatorRouting"] | null;
            /** @description When reconciliation asks Meld next; null: not any more. */
            readonly next_check_at: components["schemas"]["Instant"] | null;
            /** @description Oldest first. */
            readonly timeline: readonly components["schemas"]["OperatorTimelineEntry"][];
            /** @description Whether `check`, `release_link`, `cancel` would do something as the session stands. */
            readonly acts: {
                readonly check: components["schemas"]["OperatorActState"];
                readonly release_link: components["schemas"]["OperatorActState"];
                readonly cancel: components["schemas"]["OperatorActState"];
            };
        };
        readonly OperatorSessionBundle: {
            /** @constant */
            readonly format: "rampway-session/1";
            readonly gateway_version: string;
            readonly exported_at: components["schemas"]["Instant"];
            readonly session: {
                readonly id: string;
                /** @description What the user reads out to support. */
                readonly support_code: string;
                readonly status: components["schemas"]["SessionStatus"];
                readonly direction: components["schemas"]["Direction"];
                /** @description How much of `from_asset` is paid. */
                readonly source_amount: components["schemas"]["Decimal"];
                readonly from_asset: string;
                readonly to_asset: string;
                /** @description Of the crypto asset. */
                readonly chain_id: number;
                readonly country_code: components["schemas"]["CountryCode"];
                readonly payment_method_type: string | null;
                /** @description Of the user; in full, since users name it and find their session by it. */
                readonly wallet_address: string;
                /** @description Who serves the trade; null where nobody was found and none was named. */
                readonly service_provider: string | null;
                /** @description What names the session at Meld. */
                readonly external_session_id: string | null;
                /** @description Of the call that opened it. */
                readonly trace_id: string | null;
                readonly created_at: components["schemas"]["Instant"];
                readonly opened_at: components["schemas"]["Instant"] | null;
                readonly returned_at: components["schemas"]["Instant"] | null;
                readonly updated_at: components["schemas"]["Instant"];
                /** @description Newest first. */
                readonly transactions: readonly components["schemas"]["OperatorTransaction"][];
                readonly expires_at: components["schemas"]["Instant"];
                readonly observation: "not_observed" | null;
                readonly request: components["schemas"]["OperatorSessionRequest"];
                /** @description What the chosen provider had quoted; null where no prices were asked for. */
                readonly quoted: components["schemas"]["OperatorTradeLegs"] | null;
                /** @description Of the newest completed transaction, as Meld told it; null until there is one. */
                readonly delivered: components["schemas"]["OperatorTradeLegs"] | null;
                readonly failure: {
                    readonly code: string;
                    readonly detail: string;
                } | null;
                /** @description The first, and the one that the link leads to now. */
                readonly widgets: readonly components["schemas"]["OperatorWidget"][];
                /** @description Of every widget, oldest first. */
                readonly external_session_ids: readonly string[];
                readonly routing: components["schemas"]["OperatorRouting"] | null;
                /** @description When reconciliation asks Meld next; null: not any more. */
                readonly next_check_at: components["schemas"]["Instant"] | null;
                /** @description Oldest first. */
                readonly timeline: readonly components["schemas"]["OperatorTimelineEntry"][];
            };
        };
        readonly OperatorSessionReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly export: components["schemas"]["Link"];
            };
            readonly session: components["schemas"]["OperatorSession"];
        };
        /** @description What the app asked for, beside the trade. */
        readonly OperatorSessionRequest: {
            /** @description Null: left to the router. */
            readonly payment_method_type: string | null;
            /** @description The provider that was asked for; null: left to the router. */
            readonly service_provider: string | null;
            readonly subdivision: string | null;
            /** @description Null: the tenant’s first. */
            readonly return_url: string | null;
            readonly redirect_flow: boolean;
        };
        readonly OperatorTimelineEntry: {
            readonly happened_at: components["schemas"]["Instant"];
            /** @description An open set: ignore those you do not know. */
            readonly kind: string;
            /** @enum {string} */
            readonly by: "app" | "user" | "meld" | "gateway" | "operator";
            /** @description What happened, for people. */
            readonly title: string;
            readonly service_provider?: string;
            readonly transaction_id?: string;
            /** @description Of a transaction. */
            readonly status?: string;
            /** @description What the call, or Meld, was answered with. */
            readonly http_status?: number;
            /** @description How it ended, in one word. */
            readonly outcome?: string;
            /** @description Why, in one word. */
            readonly reason?: string;
            readonly duration_ms?: number;
            readonly trace_id?: string;
            readonly detail?: {
                /** @description Which call to Meld: `quote`, `widget`, `customer`, …. */
                readonly call?: string;
                /** @description What led to it. */
                readonly caused_by?: string;
                /** @description Meld’s own word. */
                readonly meld_status?: string;
                /** @description By Meld’s own timestamp. */
                readonly meld_updated_at?: components["schemas"]["Instant"];
                /** @description What the session’s status became. */
                readonly session_status?: string;
                /** @description Which browser on which system, without versions. */
                readonly browser?: string;
                /** @description The /24 of an IPv4 address, the /48 of an IPv6 one. */
                readonly network?: string;
                /** @description Who did it. */
                readonly operator?: string;
                /** @description Of a note its words, of an act the reason given. */
                readonly text?: string;
                /** @description How many further entries of this kind there were, of which only this count is kept. */
                readonly more?: number;
                readonly webhook_id?: string;
                /** @description How often a webhook was handled, or was tried to be. */
                readonly attempts?: number;
                readonly handled_at?: components["schemas"]["Instant"] | null;
                /** @description Of a webhook that waits. */
                readonly next_attempt_at?: components["schemas"]["Instant"];
                /** @description Of a routing, who was chosen. */
                readonly chosen?: string | null;
                /** @description Of a routing, how many made an offer. */
                readonly candidates?: number;
                /** @description Of a routing, how many are out. */
                readonly excluded?: number;
            };
        };
        readonly OperatorTradeLegs: {
            readonly service_provider: string | null;
            readonly source_amount: components["schemas"]["ToldDecimal"] | null;
            readonly from_asset: string | null;
            readonly destination_amount: components["schemas"]["ToldDecimal"] | null;
            readonly to_asset: string | null;
        };
        readonly OperatorTransaction: {
            /** @description Meld’s id. */
            readonly id: string;
            readonly status: components["schemas"]["TransactionStatus"];
            readonly meld_status: string;
            readonly service_provider: string | null;
            readonly payment_method_type: string | null;
            readonly from_asset: string | null;
            readonly to_asset: string | null;
            readonly chain_id: number | null;
            readonly source_amount: components["schemas"]["ToldDecimal"] | null;
            readonly destination_amount: components["schemas"]["ToldDecimal"] | null;
            readonly total_fee: components["schemas"]["ToldDecimal"] | null;
            readonly transaction_hash: string | null;
            /** @description The provider’s words. */
            readonly failure_reason: string | null;
            readonly external_session_id: string | null;
            readonly upstream_session_id: string | null;
            /** @description The provider’s own id. */
            readonly service_transaction_id: string | null;
            /** @description By Meld’s timestamp. */
            readonly meld_created_at: components["schemas"]["Instant"];
            /** @description By Meld’s timestamp. */
            readonly meld_updated_at: components["schemas"]["Instant"];
            /** @description When Meld first told of it. */
            readonly first_seen_at: components["schemas"]["Instant"];
            /** @description When Meld last told of it. */
            readonly checked_at: components["schemas"]["Instant"];
        };
        readonly OperatorWidget: {
            readonly service_provider: string;
            /** @description What names it at Meld. */
            readonly external_session_id: string;
            /** @description Meld’s own id. */
            readonly upstream_session_id: string;
            readonly payment_method_type: string | null;
            /** @description Of the end user, as Meld was told: the /24 of an IPv4 address, the /48 of an IPv6 one. */
            readonly client_network: string | null;
            readonly created_at: components["schemas"]["Instant"];
        };
        /**
         * @description A payment method that may be asked for.
         * @enum {string}
         */
        readonly PaymentMethod: "CARD" | "CREDIT_DEBIT_CARD" | "VISA" | "MASTERCARD" | "ACH" | "SEPA" | "BACS" | "BANK_TRANSFER" | "LOCAL_BANK_TRANSFER" | "LOCAL" | "PIX" | "MOBILE_WALLET" | "APPLE_PAY" | "GOOGLE_PAY" | "SAMSUNG_PAY";
        readonly PortalLink: {
            /** @description Opens the portal, once; it is not shown again. */
            readonly url: string;
            readonly expires_at: components["schemas"]["Instant"];
        };
        readonly PossibleSurface: {
            readonly surface: components["schemas"]["Surface"];
            /** @description Why it stands where it stands, for developers. */
            readonly reason: string | null;
        };
        /** @description What users received against what the provider had quoted. */
        readonly QuoteHonesty: {
            /** @description How many are compared. */
            readonly transactions: number;
            /** @description Delivered by quoted: of each asset, weighed by its transactions. 1 is an honest quote. */
            readonly ratio: components["schemas"]["Decimal"];
            readonly assets: readonly {
                /** @description What the users received. */
                readonly asset: string;
                /** @description Null for a currency. */
                readonly chain_id: number | null;
                readonly transactions: number;
                /** @description The sum of what was quoted. */
                readonly quoted: components["schemas"]["Decimal"];
                /** @description The sum of what was delivered. */
                readonly delivered: components["schemas"]["Decimal"];
                /** @description Delivered by quoted. */
                readonly ratio: components["schemas"]["Decimal"];
            }[];
        };
        readonly ReleaseSessionLinkAsOperatorBody: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason: string;
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
        readonly ReplayEventAsOperatorBody: {
            /** @description To this webhook endpoint alone, whatever types it wants; left out, to each that wants it and is not disabled. */
            readonly webhook_endpoint_id?: string | null;
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string | null;
        };
        readonly ReplayToWebhookEndpointAsOperatorBody: {
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
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string | null;
        };
        readonly RetriedWebhook: {
            readonly webhook: components["schemas"]["IncomingWebhook"];
        };
        readonly RetryDeliveryAsOperatorBody: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string | null;
        };
        readonly RetryIncomingWebhookBody: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string | null;
        };
        readonly RotateWebhookSecretAsOperatorBody: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason: string;
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
        /**
         * @description `ready`, `opened` (the link has its opener), `returned` (they came back), `transacting` (a transaction is under way), `completed`, `failed`, `cancelled`, `expired`, or `not_observed` (it was opened, was checked for long enough, and no transaction was seen; a late one corrects that). Sessions that are read back may also be `refused` or `unclear` (nobody knows whether it was opened; the same key opens it).
         * @enum {string}
         */
        readonly SessionStatus: "unclear" | "refused" | "ready" | "opened" | "returned" | "transacting" | "completed" | "failed" | "cancelled" | "expired" | "not_observed";
        readonly SessionSummaryList: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Newest first. */
            readonly sessions: readonly components["schemas"]["ListedSessionSummary"][];
        };
        readonly SignInOperatorBody: {
            /** @description An operator token; it or `code`. */
            readonly token?: string | null;
            /** @description What a sign-in link holds after `#code=`; it or `token`. */
            readonly code?: string | null;
        };
        readonly Stats: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly sessions: components["schemas"]["Link"];
                readonly completed: components["schemas"]["Link"];
                readonly failed: components["schemas"]["Link"];
            };
            /** @description A whole hour. */
            readonly period_start: components["schemas"]["Instant"];
            /** @description A whole hour, not included. */
            readonly period_end: components["schemas"]["Instant"];
            /** @description Null: all together. */
            readonly tenant: string | null;
            /** @description What happened until then is counted; null: nothing was counted yet. */
            readonly computed_at: components["schemas"]["Instant"] | null;
            readonly totals: {
                /** @description Asked for in this time, and opened at the provider. */
                readonly sessions: number;
                /** @description Asked for, and not opened: refused, or unclear. */
                readonly refused: number;
                /** @description Of the sessions: those whose link somebody opened. */
                readonly opened: number;
                /** @description Of the sessions: those that are completed by now. */
                readonly completed: number;
                /** @description Of the sessions: those that have failed by now. */
                readonly failed: number;
                /** @description Of the sessions: those that are cancelled by now. */
                readonly cancelled: number;
            };
            /** @description Each hour of the period, in order. A session counts in the hour in which it was asked for. */
            readonly hours: readonly {
                readonly _links: {
                    readonly sessions: components["schemas"]["Link"];
                    readonly completed: components["schemas"]["Link"];
                    readonly failed: components["schemas"]["Link"];
                };
                /** @description The begin of the hour. */
                readonly period_start: components["schemas"]["Instant"];
                /** @description Its end. */
                readonly period_end: components["schemas"]["Instant"];
                /** @description Asked for in this time, and opened at the provider. */
                readonly sessions: number;
                /** @description Asked for, and not opened: refused, or unclear. */
                readonly refused: number;
                /** @description Of the sessions: those whose link somebody opened. */
                readonly opened: number;
                /** @description Of the sessions: those that are completed by now. */
                readonly completed: number;
                /** @description Of the sessions: those that have failed by now. */
                readonly failed: number;
                /** @description Of the sessions: those that are cancelled by now. */
                readonly cancelled: number;
            }[];
            /** @description Those with any session or attempt in the period, by name. */
            readonly providers: readonly {
                readonly _links: {
                    readonly sessions: components["schemas"]["Link"];
                    readonly completed: components["schemas"]["Link"];
                    readonly failed: components["schemas"]["Link"];
                };
                readonly service_provider: string;
                /** @description Asked for in this time, and opened at the provider. */
                readonly sessions: number;
                /** @description Asked for, and not opened: refused, or unclear. */
                readonly refused: number;
                /** @description Of the sessions: those whose link somebody opened. */
                readonly opened: number;
                /** @description Of the sessions: those that are completed by now. */
                readonly completed: number;
                /** @description Of the sessions: those that have failed by now. */
                readonly failed: number;
                /** @description Of the sessions: those that are cancelled by now. */
                readonly cancelled: number;
                /** @description Completed, of those completed or failed; null while there are none. */
                readonly success_rate: number | null;
                /** @description Attempts to open a widget of this provider. */
                readonly upstream_calls: number;
                /** @description Those of them that opened none. */
                readonly upstream_failed: number;
                /** @description Half of them took no longer; null without any. */
                readonly upstream_p50_ms: number | null;
                /** @description 95 % of them took no longer. */
                readonly upstream_p95_ms: number | null;
                /** @description Of completed transactions whose quoted and delivered amounts are both known; null without any. */
                readonly quote_honesty: components["schemas"]["QuoteHonesty"] | null;
            }[];
            /** @description The session that has been open longest without an outcome; null when there is none. */
            readonly oldest_unresolved: {
                readonly _links: {
                    readonly session: components["schemas"]["Link"];
                };
                readonly session_id: string;
                readonly tenant: string;
                /** @description When its link was opened. */
                readonly since_at: components["schemas"]["Instant"];
            } | null;
        };
        /** @enum {string} */
        readonly Subdivision: "US-AL" | "US-AK" | "US-AZ" | "US-AR" | "US-CA" | "US-CO" | "US-CT" | "US-DE" | "US-FL" | "US-GA" | "US-HI" | "US-ID" | "US-IL" | "US-IN" | "US-IA" | "US-KS" | "US-KY" | "US-LA" | "US-ME" | "US-MD" | "US-MA" | "US-MI" | "US-MN" | "US-MS" | "US-MO" | "US-MT" | "US-NE" | "US-NV" | "US-NH" | "US-NJ" | "US-NM" | "US-NY" | "US-NC" | "US-ND" | "US-OH" | "US-OK" | "US-OR" | "US-PA" | "US-RI" | "US-SC" | "US-SD" | "US-TN" | "US-TX" | "US-UT" | "US-VT" | "US-VA" | "US-WA" | "US-WV" | "US-WI" | "US-WY" | "US-DC" | "US-AS" | "US-GU" | "US-MP" | "US-PR" | "US-UM" | "US-VI" | "CA-AB" | "CA-BC" | "CA-MB" | "CA-NB" | "CA-NL" | "CA-NT" | "CA-NS" | "CA-NU" | "CA-ON" | "CA-PE" | "CA-QC" | "CA-SK" | "CA-YT";
        /** @enum {string} */
        readonly Surface: "iframe" | "popup" | "redirect";
        /** @description Part of the routing that is turned off. */
        readonly Switch: {
            readonly id: string;
            /** @description Null: any. */
            readonly tenant: string | null;
            /** @description Null: any. */
            readonly provider: string | null;
            /** @description Null: any. */
            readonly country: components["schemas"]["CountryCode"] | null;
            /** @description Null: any. */
            readonly method: components["schemas"]["PaymentMethod"] | null;
            /** @description Null: any. */
            readonly direction: components["schemas"]["Direction"] | null;
            /** @description Null: any. */
            readonly asset: string | null;
            /** @description Null: any. */
            readonly chain_id: number | null;
            /** @enum {string} */
            readonly state: "off" | "drain";
            /** @description The operator’s own words; callers are never shown them. */
            readonly reason: string;
            readonly created_at: components["schemas"]["Instant"];
            readonly created_by: string;
            /** @description When it ends by itself; null: when somebody ends it. */
            readonly ends_at: components["schemas"]["Instant"] | null;
            /** @description When somebody ended it. */
            readonly ended_at: components["schemas"]["Instant"] | null;
            readonly ended_by: string | null;
        };
        /** @description What would have become of the sessions of the last 24 hours, with the switches that are active now. */
        readonly SwitchEffect: {
            readonly period_start: components["schemas"]["Instant"];
            readonly period_end: components["schemas"]["Instant"];
            /** @description Those of the period that were opened or tried. */
            readonly sessions: number;
            /** @description False where there were more sessions in 24 hours than are read; then the period begins later. */
            readonly is_complete: boolean;
            readonly unaffected: number;
            /** @description Would have gone to another provider; most first. */
            readonly moved: readonly {
                readonly from_provider: string;
                readonly to_provider: string;
                readonly sessions: number;
            }[];
            /** @description Would have found no provider. */
            readonly nobody: number;
            /** @description Too little was recorded of them to say. */
            readonly unknown: number;
        };
        /** @description What is configured. Never a secret. */
        readonly TenantConfiguration: {
            /** @description A request that names no tenant is its. */
            readonly is_default: boolean;
            /** @description Null: its pages have no name. */
            readonly brand: {
                readonly name: string;
                readonly has_logo: boolean;
                readonly accent: string | null;
                /** @description Where users get help. */
                readonly support: string | null;
            } | null;
            readonly issuers: readonly {
                /** @description Its lasting name. */
                readonly issuer: string;
                readonly kind: string;
                /** @enum {string} */
                readonly keys_from: "jwks" | "discovery" | "pinned";
                /** @description Where they are fetched; null of pinned ones. */
                readonly keys_url: string | null;
            }[];
            readonly meld: {
                readonly base_url: string;
                /** @description How many are in force; 0: Meld’s webhooks are refused. */
                readonly webhook_secrets: number;
            };
            readonly default_country: string;
            /** @enum {string} */
            readonly widget_url: "rampway" | "provider";
            /** @enum {string} */
            readonly idempotency_mismatch: "replay" | "reject";
            readonly kyc: {
                /** @enum {string} */
                readonly policy: "off" | "approved";
                /** @description Of the token that tells the state; null: the operator alone does. */
                readonly claim: string | null;
                /** @description Meld is told to reuse an approved check. */
                readonly bypass_kyc: boolean;
                readonly share_token_claim: string | null;
            };
            readonly allowed_origins: readonly string[];
            readonly return_links: readonly string[];
        };
        readonly TenantKey: {
            /** @description `tky_…`; it names the key and is no secret. */
            readonly id: string;
            readonly tenant: string;
            readonly name: string;
            readonly scopes: readonly ("read" | "webhooks")[];
            /** @enum {string} */
            readonly state: "in_force" | "expired" | "revoked";
            readonly created_at: components["schemas"]["Instant"];
            /** @description The operator’s name. */
            readonly created_by: string;
            readonly expires_at: components["schemas"]["Instant"];
            /** @description To the minute; null: never. */
            readonly last_used_at: components["schemas"]["Instant"] | null;
            readonly revoked_at: components["schemas"]["Instant"] | null;
        };
        readonly TenantKeyMade: {
            readonly tenant_key: {
                /** @description `tky_…`; it names the key and is no secret. */
                readonly id: string;
                readonly tenant: string;
                readonly name: string;
                readonly scopes: readonly ("read" | "webhooks")[];
                /** @enum {string} */
                readonly state: "in_force" | "expired" | "revoked";
                readonly created_at: components["schemas"]["Instant"];
                /** @description The operator’s name. */
                readonly created_by: string;
                readonly expires_at: components["schemas"]["Instant"];
                /** @description To the minute; null: never. */
                readonly last_used_at: components["schemas"]["Instant"] | null;
                readonly revoked_at: components["schemas"]["Instant"] | null;
                /** @description The key itself; it is not shown again. */
                readonly key: string;
            };
        };
        readonly TenantKeyRevoked: {
            readonly tenant_key: components["schemas"]["TenantKey"];
        };
        readonly TenantKeys: {
            /** @description Newest first. */
            readonly tenant_keys: readonly components["schemas"]["TenantKey"][];
        };
        readonly Tenants: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Those with faults first, then by name. */
            readonly tenants: readonly {
                readonly _links: {
                    readonly sessions?: components["schemas"]["Link"];
                    readonly stats?: components["schemas"]["Link"];
                    readonly webhooks?: components["schemas"]["Link"];
                };
                /** @description Null where an entry with faults does not say it. */
                readonly tenant: string | null;
                /**
                 * @description `left_out`: its entry has faults, and it is not served. `last_good`: they came with a reload, and it is served as it was before.
                 * @enum {string}
                 */
                readonly state: "serving" | "left_out" | "last_good";
                /** @description The place of an entry with faults in the file. */
                readonly entry: string | null;
                /** @description Of its entry. */
                readonly faults: readonly string[];
                /** @description What it is served by; null of one that is left out. */
                readonly configured: components["schemas"]["TenantConfiguration"] | null;
                readonly webhook: {
                    /** @description When Meld’s newest webhook came; null: none is kept. */
                    readonly last_received_at: components["schemas"]["Instant"] | null;
                    readonly waiting: number;
                    readonly given_up: number;
                };
                /** @description What the doctor last found about it. */
                readonly findings: readonly components["schemas"]["Finding"][];
            }[];
        };
        readonly TestWebhookEndpointAsOperatorBody: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string | null;
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
        readonly GetStatsQuery: {
            /** @description The begin of the period, taken back to a whole hour (UTC); 24 hours before its end by default. It must be an instant. */
            readonly period_start?: string;
            /** @description Its end, taken on to a whole hour; the end of the present hour by default. 31 days at most. It must be an instant. */
            readonly period_end?: string;
            /** @description Of this tenant alone; left out: of all together. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
        };
        readonly ListTenantsQuery: {
            /** @description Tenants to a page, 1 to 200, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. */
            readonly after?: string;
        };
        readonly RevokeTenantKeyQuery: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason?: string;
        };
        readonly ListSwitchesQuery: {
            /** @description `active` (the default), `ended` or `all`. */
            readonly state?: "active" | "ended" | "all";
            /** @description Switches to a page, 1 to 200, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. */
            readonly after?: string;
        };
        readonly EndSwitchQuery: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason: string;
        };
        readonly ListIncomingWebhooksQuery: {
            /** @description Those of this tenant; of every tenant that is served by default. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
            /** @description `waiting`, `given_up` or `handled`; all by default. */
            readonly state?: "waiting" | "given_up" | "handled";
            /** @description Webhooks to a page, 1 to 200, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. It must be from `_links.next`. */
            readonly after?: string;
        };
        readonly ListWebhookEndpointsAsOperatorQuery: {
            /** @description Those of this tenant; of every tenant that is served by default. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
            /** @description Those of this status. */
            readonly status?: "enabled" | "failing" | "disabled";
            /** @description Webhook endpoints to a page, 1 to 200, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. It must be from `_links.next`. */
            readonly after?: string;
        };
        readonly DeleteWebhookEndpointAsOperatorQuery: {
            /** @description Why, in the operator’s own words, for the audit log: 1 to 500 characters. It must not contain control characters other than line ends and tabs. */
            readonly reason: string;
        };
        readonly ListEventsAsOperatorQuery: {
            /** @description Whose they are. */
            readonly tenant: string;
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
        readonly ListDeliveriesAsOperatorQuery: {
            /** @description Whose they are. */
            readonly tenant: string;
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
        readonly ListAuditEntriesQuery: {
            /** @description The operator: the name of a token, or the account of a machine. It must not contain a zero byte. */
            readonly who?: string;
            /** @description Such as `session.cancel`. It must not contain a zero byte. */
            readonly act?: string;
            /** @description The id of the session, switch, webhook, …. It must not contain a zero byte. */
            readonly target?: string;
            /** @description The tenant of the target. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
            /** @description From then on. It must be an instant. */
            readonly from_at?: string;
            /** @description Before then. It must be an instant. */
            readonly to_at?: string;
            /** @description Entries to a page, 1 to 200, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. It must be from `_links.next`. */
            readonly after?: string;
        };
        readonly ExportAuditEntriesQuery: {
            /** @description The operator: the name of a token, or the account of a machine. It must not contain a zero byte. */
            readonly who?: string;
            /** @description Such as `session.cancel`. It must not contain a zero byte. */
            readonly act?: string;
            /** @description The id of the session, switch, webhook, …. It must not contain a zero byte. */
            readonly target?: string;
            /** @description The tenant of the target. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
            /** @description From then on. It must be an instant. */
            readonly from_at?: string;
            /** @description Before then. It must be an instant. */
            readonly to_at?: string;
            /** @description `csv` or `jsonl`, which is the default. */
            readonly format?: "csv" | "jsonl";
        };
        readonly FindAsOperatorQuery: {
            /** @description What is looked for: an id of a session (ses_…), of a user (usr_…), of a widget (rw_… or Meld’s), of a transaction (Meld’s or the provider’s), a hash on a chain, a subject, a wallet, an idempotency key, a trace id or a support code; what was pasted around it, such as quotes, does not matter. It must have 512 characters at most, and none that shows nothing. */
            readonly q: string;
            /** @description Of this tenant alone. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
        };
        readonly ListSessionsAsOperatorQuery: {
            /** @description Of this tenant alone. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
            /** @description One status, as it is shown. */
            readonly status?: components["schemas"]["SessionStatus"];
            /** @description Who serves the trade. It must be letters, digits, `_` and `-`. */
            readonly service_provider?: string;
            /** @description The country of the request. */
            readonly country_code?: "US" | "CA" | "MX" | "BR" | "AR" | "CL" | "CO" | "PE" | "GB" | "DE" | "FR" | "IT" | "ES" | "NL" | "BE" | "IE" | "PT" | "AT" | "CH" | "SE" | "NO" | "DK" | "FI" | "PL" | "CZ" | "GR" | "SG" | "HK" | "JP" | "KR" | "AU" | "NZ" | "IN" | "TH" | "PH" | "MY" | "ID" | "AE" | "SA" | "IL" | "TR" | "ZA" | "NG";
            /** @description Of this user alone. */
            readonly user?: string;
            /** @description As a session shows it. It must be letters, digits, `_` and `-`. */
            readonly payment_method_type?: string;
            /** @description Buys or sells. */
            readonly direction?: "buy" | "sell";
            /** @description Asked for from then on. It must be an instant. */
            readonly created_after?: string;
            /** @description Asked for before then. It must be an instant. */
            readonly created_before?: string;
            /** @description Sessions to a page, 1 to 200, 50 by default. */
            readonly count?: number;
            /** @description Where to go on; follow `_links.next` instead of making it. It must be from `_links.next`. */
            readonly after?: string;
        };
        readonly ReadSessionAsOperatorQuery: {
            /** @description Whose session it is; found without, for ids never repeat. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
        };
        readonly ExportSessionQuery: {
            /** @description Whose session it is; found without, for ids never repeat. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
        };
        readonly CheckSessionQuery: {
            /** @description Whose session it is; found without, for ids never repeat. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
        };
        readonly ReleaseSessionLinkAsOperatorQuery: {
            /** @description Whose session it is; found without, for ids never repeat. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
        };
        readonly CancelSessionQuery: {
            /** @description Whose session it is; found without, for ids never repeat. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
        };
        readonly AddSessionNoteQuery: {
            /** @description Whose session it is; found without, for ids never repeat. It must be `<org-id>:<env-id>`. */
            readonly tenant?: string;
        };
        readonly GetOperatorReply: {
            readonly operator: {
                /** @description Of the token. */
                readonly name: string;
                /** @description What the token allows; `admin` allows everything. */
                readonly scopes: readonly ("read" | "act" | "switches" | "audit" | "admin")[];
                /**
                 * @description `console` for a browser that signed in.
                 * @enum {string}
                 */
                readonly via: "api" | "console";
                readonly expires_at: components["schemas"]["Instant"];
            };
        };
        readonly SignInOperatorReply: {
            readonly operator: {
                /** @description Of the token. */
                readonly name: string;
                /** @description What the token allows; `admin` allows everything. */
                readonly scopes: readonly ("read" | "act" | "switches" | "audit" | "admin")[];
                /**
                 * @description `console` for a browser that signed in.
                 * @enum {string}
                 */
                readonly via: "api" | "console";
                readonly expires_at: components["schemas"]["Instant"];
            };
        };
        readonly ListSwitchesReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Newest first. */
            readonly switches: readonly components["schemas"]["Switch"][];
            /** @description Those that the catalogues of the tenants list. */
            readonly providers: readonly {
                readonly service_provider: string;
                readonly name: string;
            }[];
            /** @description Those that a switch may name. */
            readonly countries: readonly components["schemas"]["CountryCode"][];
        };
        readonly CreateSwitchReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            /** @description Null of a dry run. */
            readonly switch: components["schemas"]["Switch"] | null;
            /** @description Of a dry run. */
            readonly effect: components["schemas"]["SwitchEffect"] | null;
        };
        readonly EndSwitchReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly switch: components["schemas"]["Switch"];
        };
        readonly ListWebhookEndpointsAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description By tenant, and those that were made first first. */
            readonly webhook_endpoints: readonly components["schemas"]["WebhookEndpoint"][];
        };
        readonly CreateWebhookEndpointAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly webhook_endpoint: components["schemas"]["WebhookEndpointWithSecret"];
        };
        readonly GetWebhookEndpointAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly webhook_endpoint: components["schemas"]["WebhookEndpoint"];
        };
        readonly ChangeWebhookEndpointAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly webhook_endpoint: components["schemas"]["WebhookEndpoint"];
        };
        readonly RotateWebhookSecretAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly webhook_endpoint: components["schemas"]["WebhookEndpointWithSecret"];
        };
        readonly TestWebhookEndpointAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly event: components["schemas"]["Event"];
            readonly deliveries: readonly components["schemas"]["Delivery"][];
        };
        readonly ListEventsAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Newest first. */
            readonly events: readonly components["schemas"]["Event"][];
        };
        readonly GetEventAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly event: components["schemas"]["Event"];
            readonly deliveries: readonly components["schemas"]["Delivery"][];
        };
        readonly ReplayEventAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
            };
            readonly event: components["schemas"]["Event"];
            readonly deliveries: readonly components["schemas"]["Delivery"][];
        };
        readonly ListDeliveriesAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly next?: components["schemas"]["Link"];
            };
            /** @description Those of the newest event first. */
            readonly deliveries: readonly components["schemas"]["Delivery"][];
        };
        readonly GetDeliveryAsOperatorReply: {
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
        readonly RetryDeliveryAsOperatorReply: {
            readonly _links: {
                readonly self: components["schemas"]["Link"];
                readonly event: components["schemas"]["Link"];
            };
            readonly delivery: components["schemas"]["Delivery"];
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
