import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { findReportedTouches, type TouchReport } from '#storage';
import { testExamples } from '../support/test-examples.ts';

const HOUR = 3_600_000;
const { sql, workspaceId, now, enrollPeople } = await testExamples({ hours: 33 });

/** Contacts with one address, each with a mail that was sent to it; hours after `now`. */
const people: Readonly<Record<string, number>> = { ann: 1, ben: 3, cat: 5, dan: 2 };
const intents = new Map<string, string>();

beforeAll(async () => {
  for (const [id, hours] of Object.entries(people)) {
    const [enrolled] = await enrollPeople('b2b-outbound', [id], { enrolledAt: now - 24 * HOUR });
    await sql`update contact set address_key = 'shared' where external_id = ${id}`;
    const intent = randomUUID();
    await sql`
      insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at, send_at, sent_at,
        provider, provider_message_id)
      values (${enrolled?.enrollmentNo ?? 0}, 99, ${intent}, 'intro', 1, '', 'send', 'sent', ${new Date(now)}, ${new Date(now)},
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
