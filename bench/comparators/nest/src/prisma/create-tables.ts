import pg from 'pg'

export const schemaName = 'nest'

/** What `prisma migrate deploy` would run; here plain SQL, so that nothing needs Prisma's schema engine. */
export async function createTables(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`
      create schema if not exists ${schemaName};
      create table if not exists ${schemaName}.users (
        tenant text not null,
        subject text not null,
        meld_customer_id text not null,
        created_at timestamptz(3) not null default current_timestamp,
        primary key (tenant, subject)
      );
      create table if not exists ${schemaName}.sessions (
        id text primary key,
        tenant text not null,
        subject text not null,
        idempotency_key text,
        status text not null,
        direction text not null,
        source_amount text not null,
        from_asset text not null,
        to_asset text not null,
        chain_id integer not null,
        wallet_address text not null,
        country_code text not null,
        payment_method_type text,
        service_provider text not null,
        widget_id text,
        widget_url text,
        token text,
        service_provider_widget_url text,
        failure text,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        unique (tenant, subject, idempotency_key)
      )`)
  } finally {
    await client.end()
  }
}
