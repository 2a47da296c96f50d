import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { capturedMailer } from '#runtime';
import { Metrics } from '../../../apps/ingest/metrics/metrics.ts';
import { readTables } from '../../docs/tables.ts';
import { outreachCrest } from '../support/outreach-crest.ts';

const crest = await outreachCrest();

/** The samples of one scrape: `name{labels}` and the value. */
async function scrape(): Promise<Map<string, number>> {
  const { status, text } = await crest.call('get', '/metrics');
  expect(status).toBe(200);
  const lines = text.split('\n').filter((line: string) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line: string) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

test('what waits, what is on its way and what was refused is in the numbers', async () => {
  await crest.enroll('a', 'b', 'c');
  let seen = await scrape();
  expect(seen.get('crest_waiting{what="due-enrollments"}')).toBe(3);
  expect(seen.get('crest_log_events{what="pending"}')).toBe(3);
  await crest.advance('PT1H');
  const reply = { type: 'replied', contact: 'a', occurredAt: '2026-01-05T08:30:00Z' };
  await crest.send('post', '/v1/events', {
    events: [
      { ...reply, eventId: '1' },
      { ...reply, eventId: '1' },
      { ...reply, eventId: '2', type: 'no-such-type' },
    ],
  });
  await crest.drain();
  await crest.erase('c');
  seen = await scrape();
  expect(seen.get('crest_waiting{what="due-enrollments"}')).toBe(0);
  expect(seen.get('crest_waiting{what="erasures"}')).toBe(1);
  expect(seen.get('crest_decided_steps_total')).toBe(3);
  expect(seen.get('crest_log_events{what="mismatches"}')).toBe(0);
  const events = (outcome: string) =>
    seen.get(`crest_collected_events_total{route="/v1/events",outcome="${outcome}"}`);
  expect([events('accepted'), events('duplicate'), events('rejected')]).toEqual([1, 1, 1]);
});

test('calls are counted by the pattern of their route, also those that were refused', async () => {
  await crest.call('get', '/v1/contacts/nobody');
  await crest.knock('get', '/v1/contacts/someone');
  await crest.knock('get', '/wp-login.php');
  const seen = await scrape();
  const count = (route: string, status: number) =>
    seen.get(`crest_http_request_duration_seconds_count{method="GET",route="${route}",status="${status}"}`);
  expect(count('/v1/contacts/:id', 404)).toBe(1);
  expect(count('/v1/contacts/:id', 401)).toBe(1);
  expect(count('none', 404)).toBeGreaterThan(0);
});

test('mails are counted by what the provider said, and every number of the stores is under its own name', async () => {
  const metrics = new Metrics();
  const mailer = metrics.countMails({
    ...capturedMailer,
    send: async () => [
      { kind: 'accepted' },
      { kind: 'rejected', reason: 'refused', detail: '' },
      { kind: 'accepted' },
    ],
  });
  await mailer.send([], 0);
  metrics.decided(7);
  const waiting = {
    due: 11,
    mailsWaiting: 12,
    mailsSending: 13,
    mailsUnsure: 14,
    erasures: 15,
    eventsToAct: 16,
    eventsRefused: 17,
    erasuresInLarge: 18,
  };
  const text = await metrics.show(waiting, { pending: 1, deadLetters: 2, gaps: 3, mismatches: 4 });
  expect(text).toContain('crest_mails_total{outcome="accepted"} 2');
  expect(text).toContain('crest_mails_total{outcome="rejected"} 1');
  expect(text).toContain('crest_decided_steps_total 7');
  for (const [what, number] of Object.entries({ pending: 1, 'dead-letters': 2, gaps: 3, mismatches: 4 }))
    expect(text).toContain(`crest_log_events{what="${what}"} ${number}\n`);
  const names = ['due-enrollments', 'mails', 'mails-sending', 'mails-unsure', 'erasures', 'events-to-act'];
  for (const [index, what] of [...names, 'events-refused', 'erasures-in-large-tables'].entries())
    expect(text).toContain(`crest_waiting{what="${what}"} ${11 + index}\n`);
});

test('the numbers ask for a key that may read', async () => {
  expect((await crest.knock('get', '/metrics')).status).toBe(401);
  const ingest = await crest.makeScopedKey('ingest');
  expect((await crest.callAs(ingest, 'get', '/metrics')).status).toBe(403);
});

test('docs/metrics.md names every number, and none that there is not', async () => {
  const page = readFileSync(
    new URL('docs/metrics.md', new URL('.', import.meta.resolve('#package.json'))),
    'utf8',
  );
  const named = readTables(page)
    .flatMap((table) => table.rows)
    .flatMap(({ number }) => number?.replaceAll('`', '') ?? []);
  const { text } = await crest.call('get', '/metrics');
  const shown = [...text.matchAll(/^# TYPE (crest_\S+)/gm)].map(([, name]) => name);
  expect([...named].sort()).toEqual(shown.sort());
});
