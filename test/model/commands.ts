import fc from 'fast-check';
import { iso } from '#engine';
import { collect, enroll, erase, exit, merge, pause, resume, runOnce } from '#runtime';
import { changeState, saveDraft } from '#storage';
import { LIFECYCLE } from '../../apps/api/sequences/lifecycle.ts';
import { publish } from '../../apps/api/sequences/publish.ts';
import { edited, fileOf, PLANS, type Plan } from './plans.ts';
import type { Reference } from './reference.ts';
import { type Entry, isLive, type Touch } from './standing.ts';
import type { Real } from './universe.ts';

const HOUR = 3_600_000;
const SEQUENCES = ['one', 'two'];
const CONTACTS = ['ada', 'bob', 'cai'];
const EVENTS = ['opened', 'clicked', 'replied', 'unsubscribed', 'complained', 'bounced'] as const;

/** Something that somebody does: to the reference and to Crest. What cannot be done yet is left out. */
class Command implements fc.AsyncCommand<Reference, Real> {
  constructor(
    private readonly said: string,
    private readonly possible: (model: Reference) => boolean,
    private readonly act: (model: Reference, real: Real) => Promise<void>,
  ) {}

  check = (model: Readonly<Reference>) => this.possible(model as Reference);
  run = (model: Reference, real: Real) => this.act(model, real);
  toString = () => this.said;
}

const always = () => true;

function save(key: string, plan: Plan, name: string) {
  return new Command(`save(${key}, ${name})`, always, async (model, { sql, workspaceId }) => {
    const target = model.sequences.get(key);
    if (target === undefined) model.sequences.set(key, { draft: plan, latest: null, state: 'draft' });
    else target.draft = plan;
    const content = fileOf(key, plan);
    await saveDraft(sql, { now: model.now }, { workspaceId, key, name: key, content });
  });
}

function dropVariant(key: string) {
  const there = (model: Reference) => model.sequences.has(key);
  return new Command(`dropVariant(${key})`, there, async (model, real) => {
    const target = model.sequences.get(key);
    if (target !== undefined) await save(key, edited(target.draft), 'edited').run(model, real);
  });
}

function publishIt(key: string) {
  const there = (model: Reference) => model.sequences.has(key);
  return new Command(`publish(${key})`, there, async (model, { sql, workspaceId }) => {
    const target = model.sequences.get(key);
    if (target === undefined) return;
    target.latest = target.draft;
    // A new version of a paused sequence does not set it going.
    if (target.state === 'draft') target.state = 'published';
    await publish(sql, { workspaceId, key, now: model.now });
  });
}

function turn(key: string, command: 'pause' | 'resume') {
  const published = (model: Reference) => model.sequences.get(key)?.latest != null;
  return new Command(`${command}(${key})`, published, async (model, { sql, workspaceId }) => {
    const target = model.sequences.get(key);
    if (target !== undefined) target.state = command === 'pause' ? 'paused' : 'published';
    await changeState(sql, workspaceId, key, LIFECYCLE[command]);
  });
}

function enter(key: string, contact: string) {
  const there = (model: Reference) => model.sequences.get(key)?.state === 'published';
  return new Command(`enroll(${key}, ${contact})`, there, async (model, { engine, workspaceId }) => {
    const plan = model.mayEnter(key, contact);
    const lines = [{ contact: { id: contact, email: `${contact}@example.com` } }];
    const call = { workspaceId, sequenceKey: key, lines, now: model.now };
    const [result] = (await enroll(engine, call)).results;
    if ((plan !== null) !== result?.accepted)
      throw new Error(`entry: ${JSON.stringify(result)}, model: ${plan !== null}`);
    if (plan !== null && result?.accepted) model.enroll(key, plan, contact, result.enrollmentId);
  });
}

function tick(hours: number) {
  return new Command(`tick(${hours}h)`, always, async (model, { engine }) => {
    model.tick(model.now + hours * HOUR);
    await runOnce(engine, model.now);
  });
}

function provider(says: Reference['provider']) {
  return new Command(`provider(${says})`, always, async (model, real) => {
    model.provider = says;
    real.provider.says = says;
  });
}

/** Something a contact did to a mail, told late by so many hours; `again` tells it twice in one call. */
function tell(
  type: (typeof EVENTS)[number],
  entryAt: number,
  touchAt: number,
  lateBy: number,
  again: boolean,
) {
  const said = `${type}(${entryAt}, ${touchAt}, ${lateBy}h late${again ? ', twice' : ''})`;
  const pick = ({ entries }: Reference) =>
    pickTouch(entries, ({ state }) => state === 'sent' || state === 'unknown', entryAt, touchAt);
  return new Command(
    said,
    (model) => pick(model) !== null,
    async (model, real) => {
      const found = pick(model);
      if (found === null) return;
      const at = model.now - lateBy * HOUR;
      const eventId = `${real.sent.length}`;
      const event = { eventId, type, touch: await intentOf(real, found), occurredAt: iso(at) };
      real.sent.push(event);
      model.event(eventId, found.entry, found.touch, type, at);
      await told(real, model, again ? [event, event] : [event]);
    },
  );
}

/** Whatever was told before is told again: a webhook that is retried. */
function repeat(which: number) {
  return new Command(`repeat(${which})`, always, async (model, real) => {
    const event = real.sent[which % Math.max(1, real.sent.length)];
    if (event !== undefined) await told(real, model, [event]);
  });
}

function complete(entryAt: number, touchAt: number) {
  const pick = ({ entries }: Reference) =>
    pickTouch(entries, ({ state }) => state === 'open', entryAt, touchAt);
  const said = `complete(${entryAt}, ${touchAt})`;
  return new Command(
    said,
    (model) => pick(model) !== null,
    async (model, real) => {
      const found = pick(model);
      if (found === null) return;
      const eventId = `${real.sent.length}`;
      const event = {
        eventId,
        type: 'task-completed',
        touch: await intentOf(real, found),
        occurredAt: iso(model.now),
      };
      real.sent.push(event);
      model.event(eventId, found.entry, found.touch, 'task-completed', model.now);
      await told(real, model, [event]);
    },
  );
}

function control(command: 'pause' | 'resume' | 'exit', entryAt: number) {
  const pick = ({ entries }: Reference) => {
    const from = entries.filter((e) => (command === 'resume' ? e.state === 'paused' : isLive(e)));
    return from[entryAt % Math.max(1, from.length)];
  };
  return new Command(
    `${command}One(${entryAt})`,
    (model) => pick(model) !== undefined,
    async (model, real) => {
      const entry = pick(model);
      if (entry === undefined) return;
      const call = { workspaceId: real.workspaceId, id: entry.id, now: model.now };
      if (command === 'pause') {
        entry.state = 'paused';
        await pause(real.engine, call);
      } else if (command === 'resume') {
        model.resume(entry);
        await resume(real.engine, call);
      } else {
        model.end(entry, 'by-hand');
        await exit(real.engine, { ...call, reason: 'by-hand' });
      }
    },
  );
}

function join(from: string, into: string) {
  const possible = ({ people }: Reference) => people.canMerge(from, into);
  return new Command(`merge(${from}, ${into})`, possible, async (model, { engine, workspaceId }) => {
    model.merge(from, into);
    await merge(engine, { workspaceId, id: from, into, now: model.now });
  });
}

function forget(contact: string) {
  const there = ({ people }: Reference) => people.byId.has(contact);
  return new Command(`erase(${contact})`, there, async (model, { engine, workspaceId }) => {
    model.erase(contact);
    await erase(engine, { workspaceId, id: contact, now: model.now, suppressedBy: null });
  });
}

interface Found {
  readonly entry: Entry;
  readonly touch: Touch;
}

function pickTouch(
  entries: readonly Entry[],
  fits: (touch: Touch) => boolean,
  entryAt: number,
  touchAt: number,
): Found | null {
  const from = entries.filter(({ touches }) => touches.some(fits));
  const entry = from[entryAt % Math.max(1, from.length)];
  const touches = entry?.touches.filter(fits) ?? [];
  const touch = touches[touchAt % Math.max(1, touches.length)];
  return entry === undefined || touch === undefined ? null : { entry, touch };
}

async function intentOf({ sql }: Real, { entry, touch }: Found): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select t.intent_id as id from touch t join enrollment e on e.no = t.enrollment_no
    where e.id = ${entry.id} and t.visit = ${touch.visit}`;
  if (row === undefined) throw new Error(`Crest has no visit ${touch.visit} of ${entry.id}`);
  return row.id;
}

async function told(
  { engine, workspaceId }: Real,
  { now }: Reference,
  events: readonly object[],
): Promise<void> {
  const { rejected } = await collect(engine, { workspaceId, source: 'model', events, now });
  if (rejected.length > 0) throw new Error(JSON.stringify(rejected));
}

const plans = fc.nat({ max: PLANS.length - 1 });
const key = fc.constantFrom(...SEQUENCES);
const contact = fc.constantFrom(...CONTACTS);
const index = fc.nat({ max: 5 });
const hours = fc.constantFrom(0, 1, 12, 24, 24, 48, 72);

/** Two sequences that are published, and two who are on their way: without them little can be done. */
export const beginnings: fc.Arbitrary<fc.AsyncCommand<Reference, Real>[]> = fc
  .tuple(plans, plans)
  .map(([one, two]) => [
    ...[
      save('one', PLANS[one] as Plan, `plan ${one}`),
      publishIt('one'),
      enter('one', 'ada'),
      enter('one', 'bob'),
    ],
    ...[save('two', PLANS[two] as Plan, `plan ${two}`), publishIt('two'), enter('two', 'ada')],
  ]);

/** Everything that can be done, in about the proportions in which it is of interest. */
export const commands: fc.Arbitrary<Iterable<fc.AsyncCommand<Reference, Real>>> = fc.commands(
  [
    fc
      .tuple(key, fc.nat({ max: PLANS.length - 1 }))
      .map(([k, plan]) => save(k, PLANS[plan] as Plan, `plan ${plan}`)),
    key.map(dropVariant),
    ...Array.from({ length: 2 }, () => key.map(publishIt)),
    fc.tuple(key, fc.constantFrom('pause', 'resume', 'resume')).map(([k, to]) => turn(k, to)),
    ...Array.from({ length: 4 }, () => fc.tuple(key, contact).map(([k, id]) => enter(k, id))),
    ...Array.from({ length: 7 }, () => hours.map(tick)),
    fc.constantFrom('accept', 'accept', 'accept', 'refuse', 'unknown').map(provider),
    ...Array.from({ length: 4 }, () =>
      fc
        .tuple(fc.constantFrom('opened', 'clicked', ...EVENTS), index, index, hours, fc.boolean())
        .map((of) => tell(...of)),
    ),
    index.map(repeat),
    fc.tuple(index, index).map((of) => complete(...of)),
    fc.tuple(fc.constantFrom('pause', 'resume', 'resume', 'exit'), index).map((of) => control(...of)),
    fc.tuple(contact, contact).map((of) => join(...of)),
    contact.map(forget),
  ],
  { size: 'max', maxCommands: 24 },
);
