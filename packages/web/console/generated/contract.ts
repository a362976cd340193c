// Made of openapi.json by `npm run console-types`.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
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
        /** @description An exact decimal. */
        readonly Decimal: string;
        readonly Finding: {
            /**
             * @description Of the check.
             * @enum {string}
             */
            readonly id: "configuration" | "left_out_tenants" | "secrets" | "public_url" | "webhook_address" | "proxies" | "certificate" | "operator_port" | "outgoing" | "clock" | "identity_keys" | "meld_account" | "meld_webhooks" | "postgresql" | "durability" | "isolation" | "pooler" | "database_role" | "schema" | "partitions" | "disk" | "node" | "open_files" | "memory" | "heap";
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
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
