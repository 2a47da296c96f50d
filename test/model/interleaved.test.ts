import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError, iso, type Sequence } from '#engine';
import { collect, type Engine, enroll, erase, exit, merge, pause, resume, runOnce, Versions } from '#runtime';
import { changeState } from '#storage';
import { LIFECYCLE } from '../../apps/api/sequences/lifecycle.ts';
import { beginnings } from './commands.ts';
import { checkLog } from './compare.ts';
import { Reference } from './reference.ts';
import { begin, openUniverse, type Real, START } from './universe.ts';

const RUNS = 100;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const universe = await openUniverse();

afterAll(() => universe.close());

/** What happens while others are at it; `now` is the time of whoever does it. */
interface Deed {
  readonly said: string;
  readonly act: (real: Real, worker: (name: string) => Engine, now: number) => Promise<unknown>;
}

/** A worker that may be held up between its claim and its commit, for as long as the others take. */
class HeldUp extends Versions {
  constructor(
    real: Real,
    private readonly wait: () => Promise<unknown>,
  ) {
    super(real.sql);
  }

  override async get(sequenceId: number, version: number): Promise<Sequence> {
    await this.wait();
    return super.get(sequenceId, version);
  }
}

const index = fc.nat({ max: 7 });
const contact = fc.constantFrom('ada', 'bob', 'cai');
const sequence = fc.constantFrom('one', 'two');

/** Two minutes later is after the lease of whoever came before. */
const work = fc.tuple(fc.constantFrom('first', 'second'), fc.constantFrom(0, 0, 2)).map(
  ([name, minutes]): Deed => ({
    said: `${name} works${minutes > 0 ? ' after the lease' : ''}`,
    act: (_, worker, now) => runOnce(worker(name), now + minutes * 60_000),
  }),
);

const happening = fc
  .tuple(fc.constantFrom('opened', 'clicked', 'replied', 'unsubscribed'), index, fc.boolean())
  .map(
    ([type, at, twice]): Deed => ({
      said: `${type} of touch ${at}${twice ? ', told twice' : ''}`,
      act: async ({ sql, workspaceId }, worker, now) => {
        const touches = await sql<{ id: string }[]>`
        select intent_id as id from touch where effect = 'send' and state in ('sent', 'sending', 'unknown') order by enrollment_no, visit`;
        const touch = touches[at % Math.max(1, touches.length)]?.id;
        if (touch === undefined) return;
        const event = { eventId: `${type} ${touch}`, type, touch, occurredAt: iso(now) };
        const told = () =>
          collect(worker('the teller'), { workspaceId, source: 'model', events: [event], now });
        await Promise.all(twice ? [told(), told()] : [told()]);
      },
    }),
  );

const others: fc.Arbitrary<Deed> = fc.oneof(
  fc.tuple(sequence, fc.constantFrom('pause', 'resume')).map(([key, to]) => ({
    said: `${to} ${key}`,
    act: ({ sql, workspaceId }: Real) => changeState(sql, workspaceId, key, LIFECYCLE[to]),
  })),
  fc.tuple(sequence, contact).map(([key, id]) => ({
    said: `enroll ${id} in ${key}`,
    act: ({ engine, workspaceId }: Real, _: unknown, now: number) =>
      enroll(engine, {
        workspaceId,
        sequenceKey: key,
        lines: [{ contact: { id, email: `${id}@example.com` } }],
        now,
      }),
  })),
  fc.tuple(fc.constantFrom(pause, resume, exit), index).map(([command, at]) => ({
    said: `${command.name} enrollment ${at}`,
    act: async ({ sql, engine, workspaceId }: Real, _: unknown, now: number) => {
      const rows = await sql<{ id: string }[]>`select id from enrollment order by no`;
      const id = rows[at % rows.length]?.id ?? '';
      await command(engine, { workspaceId, id, now, reason: 'by-hand' });
    },
  })),
  fc.tuple(contact, contact).map(([id, into]) => ({
    said: `merge ${id} into ${into}`,
    act: ({ engine, workspaceId }: Real, _: unknown, now: number) =>
      merge(engine, { workspaceId, id, into, now }),
  })),
  contact.map((id) => ({
    said: `erase ${id}`,
    act: ({ engine, workspaceId }: Real, _: unknown, now: number) =>
      erase(engine, { workspaceId, id, now, suppressedBy: null }),
  })),
);

const deeds = fc.array(
  fc.oneof({ arbitrary: work, weight: 4 }, { arbitrary: happening, weight: 2 }, others),
  {
    ...{ minLength: 3, maxLength: 9 },
  },
);

test(`however two workers and everybody else get in each other's way, nothing happens twice and nothing is lost`, async () => {
  const described = deeds.map((list) => ({ list, toString: () => list.map(({ said }) => said).join(', ') }));
  await fc.assert(
    fc.asyncProperty(beginnings, described, fc.scheduler(), async (beginning, { list }, scheduler) => {
      const real = await begin(universe);
      const model = new Reference(START);
      await fc.asyncModelRun(() => ({ model, real }), beginning);
      await runOnce(real.engine, START);
      const now = START + 2 * DAY;
      const wait = (why: string) => () => scheduler.schedule(Promise.resolve(), why);
      real.provider.thinks = wait('the provider answers');
      const worker = (name: string): Engine => ({
        ...real.engine,
        versions: new HeldUp(real, wait(`${name} goes on`)),
      });
      await scheduler.waitFor(
        Promise.all(list.map(({ said, act }) => wait(said)().then(() => accepted(act(real, worker, now))))),
      );
      real.provider.thinks = async () => {};
      await settle(real, now);
      await check(real);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

/** What is refused did not happen; anything else is a fault. */
async function accepted(deed: Promise<unknown>): Promise<void> {
  try {
    await deed;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}

/** Time goes by and one worker does the rest; whatever was paused goes on. */
async function settle({ sql, engine, workspaceId }: Real, now: number): Promise<void> {
  for (const key of ['one', 'two']) await changeState(sql, workspaceId, key, LIFECYCLE.resume);
  for (const day of [1, 4, 8]) await runOnce(engine, now + day * DAY);
}

async function check(real: Real): Promise<void> {
  await checkLog(real);
  const { sql, provider } = real;
  const handed = provider.journal.map(({ intentId }) => intentId);
  expect(handed).toEqual([...new Set(handed)]);
  const went = await sql<{ id: string }[]>`
    select intent_id as id from touch where effect = 'send' and state in ('sent', 'rejected', 'unknown', 'sending')`;
  expect(went.map(({ id }) => id).sort()).toEqual(handed.toSorted());
  const late = await sql`
    select no from enrollment where state = 'active' and due_at <= ${iso(START + 10 * DAY)}::timestamptz
    union all select enrollment_no from touch where state in ('new', 'sending')`;
  expect([...late]).toEqual([]);
  const wrong = await sql<{ no: number }[]>`
    with said as (
      select (body->>'enrollmentNo')::bigint as no, count(*) filter (where body->>'type' = 'reached') as reached,
        count(*) filter (where body->>'type' in ('exited', 'failed')) as ends,
        count(*) filter (where body->>'type' = 'assigned') as assigned,
        count(*) filter (where body->>'type' = 'enrolled') as enrolled
      from event_log group by 1
    )
    select e.no from enrollment e left join said s using (no)
    where s.reached is distinct from e.visit or s.enrolled is distinct from 1 or s.assigned > 1
      or s.ends <> (e.state in ('exited', 'failed'))::integer
      or e.visit <> (select count(*) from touch t where t.enrollment_no = e.no)
      or e.visit <> (select coalesce(max(visit), 0) from touch t where t.enrollment_no = e.no)`;
  expect([...wrong]).toEqual([]);
}
