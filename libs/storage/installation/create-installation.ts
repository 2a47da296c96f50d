import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export interface NewInstallation {
  readonly id: string;
  readonly secret: Uint8Array;
  /** The key of its first workspace. */
  readonly workspace: string;
  /** Where a sandbox's clock starts; null is live, on the wall clock. */
  readonly clock: Instant | null;
  readonly demo: { readonly seed: number; readonly until: Instant } | null;
}

/**
 * Makes the installation and its first workspace in one statement. Answers false when another process made one
 * first, and changes nothing then. Uses installation_pkey.
 */
export async function createInstallation(sql: Sql, installation: NewInstallation): Promise<boolean> {
  const { clock, demo } = installation;
  const rows = await sql`
    with made as (
      insert into installation (id, mode, clock, secret, demo_seed, demo_until)
      values (${installation.id}, ${clock === null ? 'live' : 'sandbox'},
        ${clock === null ? null : iso(clock)}::timestamptz, ${Buffer.from(installation.secret)},
        ${demo?.seed ?? null}::integer, ${demo ? iso(demo.until) : null}::timestamptz)
      on conflict do nothing returning id
    )
    insert into workspace (key) select ${installation.workspace} from made returning id`;
  return rows.length === 1;
}
