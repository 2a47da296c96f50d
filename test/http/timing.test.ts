import { expect, test } from '@jest/globals';
import { outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const [intro] = outreach.steps;
const file = { ...outreach, key: 'timed', steps: [{ ...intro, day: 1, at: '09:00', days: ['wed', 'thu'] }] };

test('what never opens is refused with place, reason and fix, and nothing is stored', async () => {
  const schedule = { days: ['sat'], quietHours: { from: '00:00', to: '24:00' }, timezone: 'Mars/Olympus' };
  const answer = await crest.call('put', '/v1/sequences/timed').send({ ...file, schedule });
  expect(answer.status).toBe(422);
  expect(answer.body.problems).toMatchObject([
    {
      path: 'schedule.timezone',
      reason: expect.stringContaining('not a time zone'),
      fix: expect.any(String),
    },
    { path: 'schedule.quietHours', reason: expect.stringContaining('cover all'), fix: expect.any(String) },
  ]);
  const closed = await crest
    .call('put', '/v1/sequences/timed')
    .send({ ...file, schedule: { days: ['sat'] } });
  expect(closed.body.problems).toMatchObject([{ path: 'steps[0].days' }]);
  expect((await crest.call('get', '/v1/sequences/timed')).status).toBe(404);
});

test('each contact is reached at its own nine o’clock, and one in a zone that is none is refused', async () => {
  const schedule = { fallbackTimezone: 'Asia/Tokyo', holidays: { DE: ['2026-01-07'] } };
  await crest.call('put', '/v1/sequences/timed').send({ ...file, schedule });
  await crest.call('post', '/v1/sequences/timed/publish');
  const contacts = [
    { id: 'ny', timezone: 'America/New_York' },
    { id: 'berlin', country: 'DE' },
    { id: 'anywhere' },
    { id: 'offset', timezone: '+02:00' },
    { id: 'mars', timezone: 'Mars/Olympus' },
  ];
  const { body } = await crest
    .call('post', '/v1/sequences/timed/enrollments')
    .send({ enrollments: contacts.map((contact) => ({ contact })) });
  for (const refused of body.results.slice(3)) {
    expect(refused).toMatchObject({
      accepted: false,
      code: 'invalid-line',
      detail: 'contact.timezone: is not an IANA time zone, such as Europe/Berlin',
      fix: expect.stringMatching(/\w/),
    });
  }
  const { body: listed } = await crest.call('get', '/v1/sequences/timed/enrollments');
  expect(listed.enrollments.map(({ contact, dueAt }: Record<string, string>) => [contact, dueAt])).toEqual([
    // Monday, 2026-01-05; the next Wednesday is a holiday in Germany.
    ['ny', '2026-01-07T14:00:00.000Z'],
    ['berlin', '2026-01-08T08:00:00.000Z'],
    ['anywhere', '2026-01-07T00:00:00.000Z'],
  ]);
});

test('where a contact lives is remembered when it is enrolled without saying so again', async () => {
  await crest.call('put', '/v1/sequences/again').send({ ...file, key: 'again' });
  await crest.call('post', '/v1/sequences/again/publish');
  await crest
    .call('post', '/v1/sequences/again/enrollments')
    .send({ enrollments: [{ contact: { id: 'berlin' } }, { contact: { id: 'ny', timezone: null } }] });
  const { body } = await crest.call('get', '/v1/sequences/again/enrollments');
  expect(body.enrollments.map(({ dueAt }: Record<string, string>) => dueAt)).toEqual([
    '2026-01-07T08:00:00.000Z',
    '2026-01-07T09:00:00.000Z',
  ]);
});
