import { afterAll, expect, test } from '@jest/globals';
import type { Sequence } from '#engine';
import { type Engine, enroll, type Mailer, runOnce, Versions } from '#runtime';
import { openPostgres, type Sql } from '#storage';
import { DAY, email, HOUR, MONDAY, testEngine } from '../support/test-engine.ts';

const CONTACTS = 240;
const { sql, url, engine, workspaceId, publishFile } = await testEngine();
const pools: Sql[] = [];

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
});

/** Holds up whoever comes while it is closed. */
class Gate {
  #open: Promise<void> | null = null;
  #let = () => {};
  #arrived = () => {};
  /** Settles when somebody stands before it. */
  arrival: Promise<void> = Promise.resolve();

  close(): void {
    this.#open = new Promise((resolve) => {
      this.#let = resolve;
    });
    this.arrival = new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  open(): void {
    this.#let();
    this.#open = null;
  }

  async pass(): Promise<void> {
    this.#arrived();
    await this.#open;
  }
}

/** A process of its own: its own connections, versions, and places where it can freeze. */
function startWorker(repeats: Mailer['repeats'], handedOver: Map<string, number>) {
  const pool = openPostgres({ url, max: 3 });
  pools.push(pool);
  const deciding = new Gate();
  const sending = new Gate();
  class FreezingVersions extends Versions {
    override async get(sequenceId: number, version: number): Promise<Sequence> {
      await deciding.pass();
      return await super.get(sequenceId, version);
    }
  }
  const mailer: Mailer = {
    ...{ ...engine.mailer, repeats },
    send: async (mails, now) => {
      await sending.pass();
      for (const { intentId } of mails) handedOver.set(intentId, (handedOver.get(intentId) ?? 0) + 1);
      return await engine.mailer.send(mails, now);
    },
  };
  const own: Engine = {
    ...{ ...engine, sql: pool, versions: new FreezingVersions(pool), mailer },
    ...{ batch: 20, lanes: 2 },
  };
  return { engine: own, deciding, sending };
}

type Worker = ReturnType<typeof startWorker>;

/** Runs a worker until it stands before the gate; answers its run, which goes on when the gate opens. */
async function freeze(worker: Worker, at: 'deciding' | 'sending', now: number) {
  const gate = worker[at];
  gate.close();
  const run = runOnce(worker.engine, now);
  await Promise.race([gate.arrival, run]);
  return { gate, run };
}

/** One day: four workers freeze in the middle of something, the others go on, and when the leases are over take over. */
async function workADay(workers: readonly Worker[], now: number): Promise<void> {
  const [first, second, third, fourth, ...others] = workers as [Worker, Worker, Worker, Worker, ...Worker[]];
  // Whoever has committed holds no partition any more; whoever decides holds all that it claimed from.
  const frozen = [await freeze(first, 'sending', now), await freeze(second, 'sending', now)];
  frozen.push(await freeze(third, 'deciding', now), await freeze(fourth, 'deciding', now));
  await Promise.all(others.map((worker) => runOnce(worker.engine, now)));
  await Promise.all(others.map((worker) => runOnce(worker.engine, now + engine.leaseMs)));
  for (const { gate } of frozen) gate.open();
  await Promise.all(frozen.map(({ run }) => run));
  // What the last of them gave back after the others had looked.
  await Promise.all(workers.map((worker) => runOnce(worker.engine, now + 3 * engine.leaseMs)));
}

test.each(['keyed', 'blind'] as const)(
  'eight workers that freeze for longer than their leases: no intent twice, none lost (%s provider)',
  async (repeats) => {
    const key = `frozen-${repeats}`;
    const variants = ['a', 'b'].map((name) => ({ key: name, subject: 'Hi', body: name }));
    const steps = [1, 2, 3].map((day) => ({ ...email(`mail-${day}`, { day }), variants }));
    await publishFile({ key, steps });
    const lines = Array.from({ length: CONTACTS }, (_, i) => ({
      contact: { id: `${key}-${i}`, email: `${i}@example.com` },
    }));
    await enroll(engine, { workspaceId, sequenceKey: key, lines, now: MONDAY });
    const handedOver = new Map<string, number>();
    const workers = Array.from({ length: 8 }, () => startWorker(repeats, handedOver));
    for (const day of [1, 2, 3]) await workADay(workers, MONDAY + day * DAY + HOUR);

    const touches = await sql<{ state: string; n: number }[]>`
      select t.state, count(*) as n from touch t
      join enrollment e on e.no = t.enrollment_no join sequence s on s.id = e.sequence_id
      where s.key = ${key} group by 1 order by 1`;
    const counted = new Map(touches.map(({ state, n }) => [state, n]));
    expect([...counted.values()].reduce((sum, n) => sum + n, 0)).toBe(3 * CONTACTS);
    expect([...counted.keys()]).toEqual(repeats === 'keyed' ? ['sent'] : ['sent', 'unknown']);
    // None was lost: each went to the provider, and to one that cannot tell repeats only once.
    expect(handedOver.size).toBe(3 * CONTACTS);
    if (repeats === 'blind') expect(new Set(handedOver.values())).toEqual(new Set([1]));
    // Some froze with mails in their hands; with what they decided nothing came of it.
    else expect(Math.max(...handedOver.values())).toBeGreaterThan(1);
    const [standing] = await sql<{ finished: number }[]>`
      select count(*) as finished from enrollment e join sequence s on s.id = e.sequence_id
      where s.key = ${key} and e.state = 'finished' and e.visit = 3`;
    expect(standing?.finished).toBe(CONTACTS);
    const [log] = await sql<{ wrong: number; twice: number }[]>`
      select count(*) - count(distinct event_id) as twice,
        (select count(*) from log_head h where h.next <> (select count(*) from event_log l where l.part = h.part)) as wrong
      from event_log`;
    expect(log).toEqual({ twice: 0, wrong: 0 });
  },
);
