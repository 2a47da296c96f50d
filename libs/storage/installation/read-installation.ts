import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** What this installation is: a sandbox with its own clock, or live on the wall clock. */
export interface Installation {
  readonly id: string;
  readonly mode: 'sandbox' | 'live';
  /** Signs sessions and keys hashes; 32 bytes. */
  readonly secret: Uint8Array;
  /** The workspace that comes with the installation. */
  readonly workspaceId: number;
  readonly workspace: string;
  readonly demoSeed: number | null;
  /** How far the demo is to be played, while it is still being loaded. */
  readonly demoUntil: Instant | null;
}

/** The installation, or null where the stores are new. One row; workspace_pkey. */
export async function readInstallation(sql: Sql): Promise<Installation | null> {
  const [row] = await sql<Installation[]>`
    select i.id, i.mode, i.secret, w.id as "workspaceId", w.key as workspace, i.demo_seed as "demoSeed",
      i.demo_until as "demoUntil"
    from installation i cross join lateral (select id, key from workspace order by id limit 1) w`;
  return row ?? null;
}
