import { randomBytes, randomUUID } from 'node:crypto';
import type { Instant } from '#engine';
import { type Engine, type Mailer, MailLinks, type MailResult, startRenderer, Versions } from '#runtime';
import { createInstallation, readInstallation, type Sql } from '#storage';
import { testDatabase } from '../support/test-database.ts';

export const START = Date.parse('2026-01-05T08:00:00Z');

/** A provider that keeps a journal of what it was handed: the last word on what went out. */
export class Provider implements Mailer {
  readonly name = 'model';
  readonly repeats = 'blind';
  readonly reportsDelivery = 'never';
  readonly captures = false;
  readonly from = 'crest@example.com';
  says: 'accept' | 'refuse' | 'unknown' = 'accept';
  journal: { intentId: string; recipient: string; at: Instant }[] = [];
  /** Something else may happen while it thinks. */
  thinks: () => Promise<unknown> = async () => {};

  takes = () => Number.POSITIVE_INFINITY;
  close = async () => {};

  async send(mails: Parameters<Mailer['send']>[0], now: Instant): Promise<MailResult[]> {
    this.journal.push(...mails.map(({ intentId, recipient }) => ({ intentId, recipient, at: now })));
    const answers = mails.map(() => this.answer());
    await this.thinks();
    return answers;
  }

  private answer(): MailResult {
    if (this.says === 'accept') return { kind: 'accepted' };
    if (this.says === 'refuse') return { kind: 'rejected', reason: 'refused', detail: 'no' };
    return { kind: 'unknown', reason: 'timeout', detail: 'no answer' };
  }
}

/** An installation on a database of its own, made anew for every run by emptying its tables, which takes 3 ms. */
export async function openUniverse() {
  const { sql } = await testDatabase();
  const secret = randomBytes(32);
  await createInstallation(sql, { id: randomUUID(), secret, workspace: 'default', clock: START, demo: null });
  const installation = await readInstallation(sql);
  if (installation === null) throw new Error('the installation was not made');
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public'
      and tablename not in ('installation', 'workspace', 'part_lease', 'log_head', 'api_key', 'migration')`;
  const renderer = startRenderer();
  const empty = `set session_replication_role = replica; ${tables.map(({ name }) => `delete from "${name}"`).join('; ')};
    set session_replication_role = origin; update log_head set next = 0; update part_lease set lease_until = null`;
  return {
    sql,
    workspaceId: installation.workspaceId,
    reset: () => sql.begin((tx) => tx.unsafe(empty).simple()),
    engineFor: (mailer: Mailer): Engine => ({
      ...{ sql, mailer, renderer, batch: 50, lanes: 1, leaseMs: 60_000 },
      links: new MailLinks({ secret: installation.secret, origin: () => 'http://localhost' }),
      versions: new Versions(sql),
    }),
    close: () => renderer.close(),
  };
}

export type Universe = Awaited<ReturnType<typeof openUniverse>>;

/** One run in a universe. */
export interface Real {
  readonly sql: Sql;
  readonly engine: Engine;
  readonly provider: Provider;
  readonly workspaceId: number;
  readonly sent: { eventId: string; type: string; touch: string; occurredAt: string }[];
}

export async function begin(universe: Universe): Promise<Real> {
  await universe.reset();
  const provider = new Provider();
  const { sql, workspaceId } = universe;
  return { sql, workspaceId, provider, engine: universe.engineFor(provider), sent: [] };
}
