import { afterAll, expect, test } from '@jest/globals';
import { type Engine, enroll, runOnce, Versions } from '#runtime';
import { openPostgres, type Sql, saveMailbox, saveSettings } from '#storage';
import { DAY, email, HOUR, MONDAY, testEngine } from '../support/test-engine.ts';

const { sql, url, engine, workspaceId, publishFile, playTo } = await testEngine();
const pool = openPostgres({ url, max: 4 });
let left = Number.POSITIVE_INFINITY;

class Killed extends Error {}

/** A connection that dies at its nth statement, and stays dead: what was sent before is committed, nothing after is sent. */
const mortal = new Proxy(pool, {
  apply(target, self, args: unknown[]) {
    // A fragment of a statement is made by the same call; it is no statement before it is awaited.
    const query = Reflect.apply(target, self, args) as { then?: (...all: unknown[]) => unknown };
    const then = query.then;
    if (typeof then === 'function')
      // biome-ignore lint/suspicious/noThenProperty: a statement is sent when it is awaited
      query.then = function (...all: unknown[]) {
        if (left-- > 0) return Reflect.apply(then, this, all);
        return Promise.reject(new Killed('the process was killed')).then(...(all as []));
      };
    return query;
  },
}) as Sql;

afterAll(() => pool.end());

const steps = [
  email('a', { day: 0 }),
  { key: 'call', type: 'task', channel: 'call', title: 'Call', day: 1, autoSkipAfter: '1d' },
  email('b', { after: '1d' }),
  { key: 'on', type: 'exit', to: 'next' },
];

test.each(['plain', 'paced'])(
  'a process that is killed before any statement of a run loses nothing and does nothing twice (%s mails)',
  async (kind) => {
    await publishFile({
      key: 'next',
      reentry: 'always',
      conflict: { policy: 'wait' },
      steps: [email('c', { day: 0 })],
    });
    await publishFile({ key: kind, conflict: { policy: 'wait' }, steps });
    const start = kind === 'plain' ? MONDAY : MONDAY + 60 * DAY;
    if (kind === 'paced') {
      await saveSettings(sql, workspaceId, { caps: [{ max: 1, per: 20 * HOUR }] });
      const rules = { name: '', dailyCap: null, minGap: 60_000, jitter: 0, timezone: 'UTC' };
      const unused = { state: 'active' as const, freeAt: 0, lastAt: null, used: 0 };
      for (const key of ['eve', 'kim'])
        await saveMailbox(
          sql,
          { now: start },
          workspaceId,
          { ...rules, ...unused, key, address: `${key}@example.com` },
          null,
        );
    }
    const lines = Array.from({ length: 12 }, (_, i) => ({
      contact: { id: `${kind}-${i}`, email: `${kind}${i}@example.com` },
    }));
    await enroll(engine, { workspaceId, sequenceKey: kind, lines, now: start });
    const killed = new Set<number>();
    for (let nth = 1, now = start; now < start + 10 * DAY; nth++, now += HOUR) {
      const own: Engine = {
        ...{ ...engine, sql: mortal, versions: new Versions(mortal), batch: 5 },
      };
      // Each run dies later than the one before, and the next begins an hour later, when its leases are over.
      left = nth % 40;
      await runOnce(own, now).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
        killed.add(nth % 40);
      });
    }
    expect(killed.size).toBeGreaterThan(20);
    left = Number.POSITIVE_INFINITY;
    // The last one that was killed may have left leases behind.
    await runOnce(engine, start + 10 * DAY + HOUR);
    await playTo(start + 20 * DAY);
    const rows = await sql<{ sequence: string; step: string; state: string; n: number }[]>`
      select s.key as sequence, t.step, t.state, count(*) as n from touch t join enrollment e on e.no = t.enrollment_no
      join sequence s on s.id = e.sequence_id join contact c on c.id = e.contact_id
      where c.external_id like ${`${kind}-%`} group by 1, 2, 3 order by 1, 2, 3`;
    const of = (sequence: string, step: string, state: string) => ({ sequence, step, state, n: 12 });
    expect([...rows]).toEqual([
      ...[of('next', 'c', 'sent'), of(kind, 'a', 'sent'), of(kind, 'b', 'sent')],
      ...[of(kind, 'call', 'skipped'), of(kind, 'on', 'passed')],
    ]);
    const [log] = await sql`
      select count(*) - count(distinct event_id) as twice,
        (select count(*) from log_head h where h.next <> (select count(*) from event_log l where l.part = h.part)) as wrong
      from event_log`;
    expect(log).toEqual({ twice: 0, wrong: 0 });
    expect(await sql`select from enrollment where state = 'active' or move_to is not null`).toHaveLength(0);
  },
);
