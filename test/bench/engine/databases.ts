import { openPostgres, type Sql } from '#storage';

const FRESH = 'bench_round';

/** Runs `work` on a database of its own, a copy of `template`; it is gone afterwards. */
export async function onFreshDatabase<T>(
  server: string,
  work: (sql: Sql, url: string) => Promise<T>,
  template: string,
): Promise<T> {
  await createDatabase(server, FRESH, template);
  try {
    return await withDatabase(server, FRESH, async (sql, url) => {
      // What the copy has left to write would be written on somebody's time.
      await sql`checkpoint`;
      return await work(sql, url);
    });
  } finally {
    // Not by force: a peer that is still closing its connections would take that for an error. Postgres waits 5 s.
    await withDatabase(server, 'postgres', (sql) => sql`drop database ${sql(FRESH)}`);
  }
}

export async function createDatabase(server: string, name: string, template: string): Promise<void> {
  await withDatabase(
    server,
    'postgres',
    (sql) => sql`create database ${sql(name)} template ${sql(template)}`,
  );
}

export async function withDatabase<T>(
  server: string,
  name: string,
  work: (sql: Sql, url: string) => Promise<T>,
): Promise<T> {
  const url = new URL(server);
  url.pathname = name;
  const sql = openPostgres({ url: url.href });
  try {
    return await work(sql, url.href);
  } finally {
    await sql.end();
  }
}
