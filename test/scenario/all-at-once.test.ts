import { expect, test } from '@jest/globals';
import { DomainError, iso } from '#engine';
import {
  collect,
  type Engine,
  enroll,
  erase,
  exit,
  merge,
  migrateEnrollments,
  pause,
  resume,
  runOnce,
  Versions,
} from '#runtime';
import {
  assignTask,
  changeState,
  deleteMailbox,
  findSequence,
  isAnythingDue,
  saveMailbox,
  saveSettings,
} from '#storage';
import { busy, scriptedMailer, unknown } from '../support/mail/scripted-mailer.ts';
import { DAY, email, HOUR, MONDAY, testEngine } from '../support/test-engine.ts';

const { sql, engine, workspaceId, publishFile } = await testEngine();

const PEOPLE = 60;
const ROUNDS = 40;
const call = { key: 'call', type: 'task', channel: 'call', title: 'Call', day: 1, autoSkipAfter: '2d' };
const filesOf = (version: number) => [
  {
    key: 'one',
    conflict: { policy: 'wait' },
    steps: [email('a', { day: 0 }), call, email('b', { day: 2 + version }), email('c', { day: 4 })],
  },
  {
    key: 'two',
    conflict: { policy: 'priority', priority: version },
    steps: [email('a', { day: 0 }), email('b', { day: 2 }), { key: 'on', type: 'exit', to: 'three' }],
  },
  {
    key: 'three',
    ...(version > 1 ? {} : { caps: [{ max: 1, per: '1d' }] }),
    stopAccountOn: ['replied'],
    steps: [email('a', { day: 0 }), email('b', { day: 1 })],
  },
];

/** A seeded order of things, so that a run that fails can be looked at again. */
function lots(seed: number) {
  let state = seed;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return { next, of: <T>(all: readonly T[]): T | undefined => all[next(all.length)] };
}

test('everything at once, against everything else: no deadlock, nothing lost and nothing twice', async () => {
  for (const file of filesOf(1).reverse()) await publishFile({ ...file, reentry: 'always' });
  const provider = scriptedMailer();
  const draw = lots(7);
  provider.answer(
    (mail) => {
      const lot = draw.next(10);
      if (lot === 0) return busy(mail);
      return lot === 1
        ? { result: unknown, took: true }
        : { result: { kind: 'accepted', providerMessageId: mail.intentId } };
    },
    { dropsRepeats: true },
  );
  const worker = (): Engine => ({
    ...engine,
    ...{
      versions: new Versions(sql),
      batch: 17,
      mailer: { ...provider.mailer, repeats: 'keyed', takes: () => 1_000 },
    },
  });
  let now = MONDAY;
  let told = 0;
  const ids = async () => await sql<{ id: string }[]>`select id from enrollment order by no`;
  const touches = async (state: string) =>
    await sql<
      { id: string }[]
    >`select intent_id as id from touch where state = ${state} order by enrollment_no limit 30`;
  const tell = async (...events: { type: string; touch?: string; contact?: string }[]) => {
    const all = events.map((event) => ({ eventId: `e-${told++}`, occurredAt: iso(now), ...event }));
    await collect(engine, { workspaceId, source: 'test', events: all, now });
  };
  /** What is refused is fine; what fails is not. */
  const tolerant = async (work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
    });
  };
  const box = {
    name: '',
    dailyCap: 50,
    minGap: 1_000,
    jitter: 0,
    timezone: 'UTC',
    state: 'active' as const,
    freeAt: 0,
    lastAt: null,
    used: 0,
  };
  const deeds: ((lot: ReturnType<typeof lots>) => Promise<unknown>)[] = [
    async (lot) => {
      const lines = Array.from({ length: 10 }, () => `p-${lot.next(PEOPLE)}`);
      const contacts = [...new Set(lines)].map((id) => ({
        contact: { id, email: `${id}@firm-${id.length}.example`, step: lot.next(5) },
      }));
      await enroll(engine, {
        workspaceId,
        sequenceKey: lot.of(['one', 'two', 'three']) ?? '',
        lines: contacts,
        now,
      });
    },
    async (lot) => {
      const sent = await touches(lot.of(['sending', 'sent', 'unknown', 'new']) ?? 'sent');
      await tell(
        ...sent
          .reverse()
          .slice(0, 10)
          .map(({ id }) => ({ type: lot.of(['delivered', 'opened']) ?? '', touch: id })),
      );
    },
    async (lot) =>
      await tell({ type: lot.of(['replied', 'bounced', 'opened']) ?? '', contact: `p-${lot.next(PEOPLE)}` }),
    async (lot) => {
      const open = await touches('open');
      await tell(
        ...open
          .slice(0, 3)
          .map(({ id }) => ({ type: lot.of(['task-completed', 'task-skipped']) ?? '', touch: id })),
      );
      for (const { id } of open.slice(2, 5)) await assignTask(sql, id, 'kim');
    },
    async (lot) => {
      const id = lot.of(await ids())?.id;
      if (id === undefined) return;
      const asked = { workspaceId, id, now };
      await lot.of([
        () => pause(engine, asked),
        () => resume(engine, asked),
        () => exit(engine, { ...asked, reason: 'manual' }),
      ])?.();
    },
    async (lot) =>
      await merge(engine, { workspaceId, id: `p-${lot.next(PEOPLE)}`, into: `p-${lot.next(PEOPLE)}`, now }),
    async (lot) =>
      lot.next(4) === 0 &&
      (await erase(engine, { workspaceId, id: `p-${lot.next(PEOPLE)}`, now, suppressedBy: null })),
    async (lot) => {
      const key = lot.of(['one', 'two', 'three']) ?? '';
      const paused = await changeState(sql, workspaceId, key, { from: ['published'], to: 'paused' });
      if (paused === null) await changeState(sql, workspaceId, key, { from: ['paused'], to: 'published' });
    },
    async (lot) => {
      const key = lot.of(['eve', 'bob']) ?? '';
      if (lot.next(2) === 0) await deleteMailbox(sql, workspaceId, key);
      else await saveMailbox(sql, { now }, workspaceId, { ...box, key, address: `${key}@example.com` }, null);
    },
    async (lot) =>
      await saveSettings(sql, workspaceId, { caps: lot.next(2) === 0 ? [] : [{ max: 2, per: DAY }] }),
    async (lot) => {
      const key = lot.of(['one', 'two', 'three']) ?? '';
      const version = 1 + lot.next(2);
      const sequence = await findSequence(sql, workspaceId, key);
      const versions = await sql`select from sequence_version where sequence_id = ${sequence?.id ?? 0}`;
      if (sequence === null || versions.length < 2)
        for (const file of filesOf(2)) await publishFile({ ...file, reentry: 'always' }, now);
      else
        await migrateEnrollments(
          engine,
          { sequenceId: sequence.id, from: version, to: 3 - version, steps: {} },
          now,
        );
    },
  ];
  const actor = async (seed: number) => {
    const lot = lots(seed);
    for (let round = 0; round < ROUNDS; round++) {
      const deed = deeds[lot.next(deeds.length)];
      if (deed) await tolerant(() => deed(lot));
    }
  };
  let acting = true;
  const work = async () => {
    const own = worker();
    while (acting) await runOnce(own, now);
  };
  const clock = async () => {
    while (acting) {
      now += HOUR / 4;
      await sql`select pg_sleep(0.02)`;
    }
  };
  const running = [work(), work(), work(), clock()];
  const actors = Array.from({ length: 4 }, (_, seed) => actor(seed + 1));
  await Promise.race([Promise.all(actors), Promise.all(running)]).finally(() => {
    acting = false;
  });
  await Promise.all(running);

  // When all is calm again, everybody comes to an end.
  for (const key of ['one', 'two', 'three'])
    await changeState(sql, workspaceId, key, { from: ['paused'], to: 'published' });
  const paused = await sql<{ id: string }[]>`select id from enrollment where state = 'paused'`;
  for (const { id } of paused) await resume(engine, { workspaceId, id, now });
  await saveSettings(sql, workspaceId, { caps: [] });
  provider.answer((mail) => ({ result: { kind: 'accepted', providerMessageId: mail.intentId } }), {
    dropsRepeats: true,
  });
  const last = worker();
  for (let hour = 0; hour < 24 * 60; hour += 6) await runOnce(last, now + hour * HOUR);
  const stuck = await sql`
    select e.no, s.key, e.state, e.due_at, e.held_due, e.turn, e.wake, e.parked, t.visit, t.state as touch, t.send_at, t.mailbox_id
    from enrollment e join sequence s on s.id = e.sequence_id
    left join touch t on t.enrollment_no = e.no and t.state in ('new', 'sending', 'open', 'pending')
    where e.state in ('active', 'paused') or t.visit is not null or e.move_to is not null`;
  expect([...stuck]).toEqual([]);
  expect(await isAnythingDue(sql, now + 61 * DAY)).toBe(false);
  expect(await sql`select from turn_change`).toHaveLength(0);
  expect(provider.journal.length).toBe(new Set(provider.journal).size);
  // How many depends on who is suppressed when, which depends on who comes first.
  expect(provider.journal.length).toBeGreaterThan(10);
  const [log] = await sql`
    select count(*) - count(distinct event_id) as twice,
      (select count(*) from log_head h where h.next <> (select count(*) from event_log l where l.part = h.part)) as wrong
    from event_log`;
  expect(log).toEqual({ twice: 0, wrong: 0 });
});
