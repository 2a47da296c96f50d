import { type NeededStores, openStores } from '#storage';
import { type Role, usesClickHouse } from '../settings.ts';
import type { Opened } from './opened.ts';
import type { Reporter } from './reporter.ts';

export interface StoresOfRoles {
  readonly databaseUrl: string | undefined;
  readonly clickhouseUrl: string | undefined;
  readonly clickhouseCluster: string | undefined;
  readonly dataDir: string;
  readonly roles: readonly Role[];
}

/** Opens the stores that the roles of this process need, and says what this process is. */
export async function openForRoles(
  config: StoresOfRoles,
  reporter: Reporter,
  opened: Opened,
): Promise<NeededStores> {
  const { roles } = config;
  reporter.tick(`This process: ${roles.join(', ')}`);
  const stores = await opened.take(
    await openStores({
      ...config,
      withClickHouse: usesClickHouse(roles),
      // The keys of the API are all that is kept outside of the stores.
      withFolder: roles.includes('api'),
      now: Date.now(),
      onProgress: (line) => reporter.note(line),
    }),
    (open) => open.close(),
  );
  reporter.tick(`PostgreSQL${stores.embedded.postgres ? ' (embedded)' : ''}`);
  if (stores.clickhouse) reporter.tick(`ClickHouse${stores.embedded.clickhouse ? ' (embedded)' : ''}`);
  return stores;
}
