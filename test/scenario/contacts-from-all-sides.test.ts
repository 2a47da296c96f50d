import { afterAll, expect, test } from '@jest/globals';
import { DomainError } from '#engine';
import { collect, enroll, erase, merge, runOnce, upsert } from '#runtime';
import { readWorkspace, saveDraft, setClock } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDemo } from '../support/play-demo.ts';
import { randomNumbers } from '../support/random-events.ts';

const demo = await testDemo(0);
const { engine, workspaceId } = demo;
const { sql } = engine;
const now = demo.sources.now() + 9 * 3_600_000;
await setClock(sql, now);
const workspace = await readWorkspace(sql, workspaceId);

afterAll(() => demo.close());

const file = {
  ...{ key: 'dated', name: 'Dated', goal: 'replied', reentry: 'after-exit' },
  steps: [
    { key: 'hello', type: 'email', day: 0, subject: 'Hello', body: 'Hi' },
    { key: 'ends', type: 'wait', untilDate: { contact: 'endsAt' }, else: 'bye' },
    { key: 'bye', type: 'email', after: '1d', subject: 'Bye', body: 'Bye' },
  ],
};
await saveDraft(sql, { now }, { workspaceId, key: 'dated', name: 'Dated', content: file });
await publish(sql, { workspaceId, key: 'dated', now });

const PEOPLE = 12;
const next = randomNumbers(7);
const pick = () => `p${Math.floor(next() * PEOPLE)}`;
const some = () => [...new Set(Array.from({ length: 6 }, pick))];
const person = (id: string) => ({
  id,
  email: `${id}@example.com`,
  endsAt: `2026-0${1 + Math.floor(next() * 9)}-01`,
});

/** What is refused is an answer; anything else is a fault. */
const orRefused = (work: Promise<unknown>) =>
  work.catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });

const deeds: readonly (() => Promise<unknown>)[] = [
  () => upsert(sql, { workspace, lines: some().map(person), now }),
  () =>
    enroll(engine, {
      workspaceId,
      sequenceKey: 'dated',
      lines: some().map((id) => ({ contact: person(id) })),
      now,
    }),
  () => orRefused(merge(engine, { workspaceId, id: pick(), into: pick(), now })),
  () => orRefused(erase(engine, { workspaceId, id: pick(), now, suppressedBy: null })),
  () => runOnce(engine, now),
  () => {
    const event = {
      eventId: `e${next()}`,
      type: 'replied',
      contact: pick(),
      occurredAt: '2026-01-05T00:00:00Z',
    };
    return collect(engine, { workspaceId, source: 'test', events: [event], now });
  },
];

test('contacts that are changed, enrolled, merged and erased from all sides at once end whole', async () => {
  for (let round = 0; round < 25; round++) {
    await Promise.all(
      Array.from({ length: 8 }, () => (deeds[Math.floor(next() * deeds.length)] as () => Promise<unknown>)()),
    );
  }
  await runOnce(engine, now);
  expect(await sql`select from contact where unsettled`).toHaveLength(0);
  // Nobody has enrollments under a name that was merged, or goes on after being erased.
  expect(
    await sql`
    select from enrollment e join contact c on c.id = e.contact_id
    where (c.merged_into is not null and c.erased_at is null) or (c.erased_at is not null and e.state in ('active', 'paused'))`,
  ).toHaveLength(0);
  // Nobody is in the sequence twice.
  expect(
    await sql`
    select contact_id from enrollment where state in ('active', 'paused') group by 1 having count(*) > 1`,
  ).toHaveLength(0);
  // Every name leads to somebody who is there, at once.
  expect(
    await sql`
    select from contact c join contact s on s.id = c.merged_into
    where s.merged_into is not null or (s.erased_at is null) <> (c.erased_at is null)`,
  ).toHaveLength(0);
  // Nothing of an erased contact is left.
  expect(
    await sql`
    select from contact where erased_at is not null
      and (email is not null or address_key is not null or attributes <> '{}' or external_id not like 'erased:%')`,
  ).toHaveLength(0);
});
