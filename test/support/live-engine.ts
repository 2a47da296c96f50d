import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { iso } from '#engine';
import { collect, type Engine, enroll, type Mailer, MailLinks, startRenderer, Versions } from '#runtime';
import { createInstallation, readInstallation, saveDraft } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDatabase } from './test-database.ts';

/** An engine on the wall clock of the test's own, over a database of its own. Call it at the top of the file. */
export async function liveEngine(mailer: Mailer) {
  const { sql } = await testDatabase();
  const secret = randomBytes(32);
  await createInstallation(sql, { id: randomUUID(), secret, workspace: 'default', clock: null, demo: null });
  const installation = await readInstallation(sql);
  if (!installation) throw new Error('the installation was not made');
  const { workspaceId } = installation;
  const engine: Engine = {
    ...{ sql, mailer, renderer: startRenderer(), versions: new Versions(sql) },
    links: new MailLinks({ secret, origin: () => 'https://crest.example.com' }),
    ...{ batch: 500, lanes: 2, leaseMs: 60_000 },
  };
  afterAll(() => engine.renderer.close());
  return {
    sql,
    engine,
    workspaceId,
    /** Publishes a sequence as its file would say it. */
    async publish(content: { key: string; steps: object[] } & Record<string, unknown>, now: number) {
      await saveDraft(sql, { now }, { workspaceId, key: content.key, name: content.key, content });
      await publish(sql, { workspaceId, key: content.key, now });
    },
    /** Enrolls contacts called by their ids, at `id@example.net`; answers their numbers. */
    async enroll(sequenceKey: string, ids: readonly string[], now: number): Promise<number[]> {
      const lines = ids.map((id) => ({ contact: { id, email: `${id}@example.net`, name: id } }));
      const { results } = await enroll(engine, { workspaceId, sequenceKey, lines, now });
      return results.map((result) => {
        if (!result.accepted) throw new Error(result.detail);
        return result.enrollmentNo;
      });
    },
    /** An event of a touch, as a webhook reports it. */
    async hear(type: string, touch: string, at: number, eventId = `${type}-${touch}`) {
      const events = [{ eventId, type, touch, occurredAt: iso(at) }];
      return collect(engine, { workspaceId, source: 'webhook', events, now: at });
    },
    /** The events in the log, of one enrollment, in their order. */
    async events(no: number) {
      const rows = await sql<{ body: Record<string, unknown> }[]>`
        select body from event_log where (body->>'enrollmentNo')::bigint = ${no} order by part, pos`;
      return rows.map(({ body }) => body);
    },
  };
}
