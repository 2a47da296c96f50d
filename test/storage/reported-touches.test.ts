import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iso } from '#engine';
import { enroll } from '#runtime';
import { findReportedTouches, setClock, type TouchReport } from '#storage';
import { testDemo } from '../support/play-demo.ts';

const HOUR = 3_600_000;
const demo = await testDemo(0);
const { engine, workspaceId } = demo;
const { sql } = engine;
const now = demo.sources.now() + 33 * HOUR;
await setClock(sql, now);

afterAll(() => demo.close());

/** Contacts with one address, each with a mail that was sent to it; hours after `now`. */
const people: Readonly<Record<string, number>> = { ann: 1, ben: 3, cat: 5, dan: 2 };
const intents = new Map<string, string>();

beforeAll(async () => {
  for (const [id, hours] of Object.entries(people)) {
    const contact = {
      id,
      email: `${id}@example.com`,
      timezone: 'UTC',
      firstName: 'Ada',
      company: 'Acme',
    };
    const lines = [{ contact, enrolledAt: iso(now - 24 * HOUR) }];
    await enroll(engine, { workspaceId, sequenceKey: 'b2b-outbound', lines, now });
    const [row] = await sql<{ contact: number; no: number }[]>`
      update contact c set address_key = 'shared' from enrollment e
      where c.external_id = ${id} and e.contact_id = c.id returning c.id as contact, e.no`;
    const intent = randomUUID();
    await sql`
      insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at, send_at, sent_at,
        provider, provider_message_id)
      values (${row?.no ?? 0}, 99, ${intent}, 'intro', 1, '', 'send', 'sent', ${new Date(now)}, ${new Date(now)},
        ${new Date(now + hours * HOUR)}, 'test', ${`message of ${id}`})`;
    intents.set(id, intent);
  }
  await sql`
    update contact set merged_into = (select id from contact where external_id = 'ann') where external_id = 'cat'`;
});

async function whose(report: Partial<TouchReport>): Promise<string | undefined> {
  const whole = { ord: 0, touch: null, acceptedAs: null, written: null, holderKey: null, ...report };
  const [found] = await findReportedTouches(sql, { provider: 'test', workspaceId }, [whole]);
  return [...intents].find(([, intent]) => intent === found?.intentId)?.[0] ?? `address of ${found?.contact}`;
}

test('the intent that came back is believed before the id of the provider, and that before what the mail says', async () => {
  const [touch, written] = [intents.get('ann') ?? '', intents.get('dan') ?? ''];
  const acceptedAs = 'message of ben';
  expect(await whose({ touch, acceptedAs, written })).toBe('ann');
  expect(await whose({ acceptedAs, written })).toBe('ben');
  expect(await whose({ written, holderKey: 'shared' })).toBe('dan');
});

test('of several who have an address it is whom a mail was sent to last, and nobody who was merged into another', async () => {
  expect(await whose({ holderKey: 'shared' })).toBe('address of ben');
});

test('an address that nobody here has is of nobody', async () => {
  expect(await whose({ holderKey: 'unknown', touch: randomUUID() })).toBe('address of null');
});
