import { createHmac } from 'node:crypto';
import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export interface Workspace {
  readonly id: number;
  readonly key: string;
  /** The properties of events that may enter the log. */
  readonly allowedProperties: readonly string[];
  /** The installation's secret, for keyed hashes. */
  readonly secret: Buffer;
  /** Where the clock of a sandbox stands; null on the wall clock. */
  readonly clock: Instant | null;
}

/** A workspace with what is needed to take something in for it. Uses workspace_pkey. */
export async function readWorkspace(sql: Sql, id: number): Promise<Workspace> {
  const [row] = await sql<Workspace[]>`
    select w.id, w.key, w.allowed_properties as "allowedProperties", i.secret, i.clock
    from workspace w cross join installation i where w.id = ${id}`;
  if (!row) throw new Error(`workspace ${id} does not exist`);
  return row;
}

/** The number that a workspace's key stands for. Uses workspace_key_key. */
export async function workspaceIdOf(sql: Sql, key: string): Promise<number> {
  const [row] = await sql<{ id: number }[]>`select id from workspace where key = ${key}`;
  if (!row) throw new Error(`workspace ${key} does not exist`);
  return row.id;
}

/** What the log calls a contact: a keyed hash, so that it names nobody and cannot be guessed. 32 hex digits. */
export function subjectKey(workspace: Workspace, contactId: string): string {
  return keyedHash(workspace, 'subject', contactId);
}

/** What a suppression is held by: the same for every spelling of an address. */
export function addressKey(workspace: Workspace, email: string): string {
  return keyedHash(workspace, 'address', email.trim().toLowerCase());
}

function keyedHash(workspace: Workspace, domain: string, value: string): string {
  return createHmac('sha256', workspace.secret)
    .update(`${domain}\0${workspace.key}\0${value}`)
    .digest('hex')
    .slice(0, 32);
}
