import { expect, test } from '@jest/globals';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const enroll = (enrollments: unknown) =>
  crest.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments });

test('nobody enters a draft', async () => {
  await crest.call('put', '/v1/sequences/outreach').send(outreach);
  expect((await enroll(lines('ada'))).body).toMatchObject({
    status: 409,
    code: 'sequence-not-published',
    fix: expect.stringContaining('publish'),
  });
  await crest.call('post', '/v1/sequences/outreach/publish');
});

test('each line is accepted, or refused alone with a reason', async () => {
  const answer = await enroll([
    ...lines('ada', 'grace'),
    { contact: { id: 'no-address', email: 'not an address' } },
    { contact: { id: 'mars', timezone: 'Mars/Olympus' } },
    { contact: {} },
    ...lines('ada'),
    { contact: { id: 'late' }, enrolledAt: '2027-01-01T00:00:00Z' },
    'nonsense',
  ]);
  expect(answer.status).toBe(200);
  expect(answer.body.results).toMatchObject([
    {
      index: 0,
      accepted: true,
      enrollmentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      enrollmentNo: expect.any(Number),
    },
    { index: 1, accepted: true },
    { index: 2, accepted: false, code: 'invalid-line', detail: expect.stringContaining('contact.email') },
    { index: 3, accepted: false, code: 'invalid-line', detail: expect.stringContaining('contact.timezone') },
    { index: 4, accepted: false, code: 'invalid-line', detail: expect.stringContaining('contact.id') },
    { index: 5, accepted: false, code: 'named-twice' },
    { index: 6, accepted: false, code: 'after-the-clock' },
    { index: 7, accepted: false, code: 'invalid-line' },
  ]);
  for (const { accepted, fix } of answer.body.results) if (!accepted) expect(fix).toMatch(/\w/);
});

test('who is in already is refused', async () => {
  expect((await enroll(lines('ada', 'edsger'))).body.results).toMatchObject([
    { accepted: false, code: 'already-enrolled', detail: expect.stringContaining('ada') },
    { accepted: true },
  ]);
});

test('a call takes 1,000 lines and not one more', async () => {
  const many = lines(...Array.from({ length: 1001 }, (_, i) => `many-${i}`));
  expect((await enroll(many)).body).toMatchObject({ status: 400, problems: [{ path: 'enrollments' }] });
  expect((await enroll([])).body).toMatchObject({ status: 400, problems: [{ path: 'enrollments' }] });
  const { body } = await enroll(many.slice(0, 1000));
  expect(body.results).toHaveLength(1000);
  expect(body.results.every((result: { accepted: boolean }) => result.accepted)).toBe(true);
});

test('nobody enters a sequence that is not there', async () => {
  const answer = await crest
    .call('post', '/v1/sequences/nobody/enrollments')
    .send({ enrollments: lines('ada') });
  expect(answer.body).toMatchObject({ status: 404, code: 'sequence-not-found' });
  expect((await crest.call('get', '/v1/sequences/nobody/enrollments')).status).toBe(404);
});

test('enrollments are listed in order, page by page', async () => {
  const numbers: number[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const { body } = await crest.call('get', `/v1/sequences/outreach/enrollments?limit=200${query}`);
    numbers.push(...body.enrollments.map((one: { enrollmentNo: number }) => one.enrollmentNo));
    cursor = body.nextCursor;
  } while (cursor !== null);
  expect(numbers).toHaveLength(1003);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test('an enrollment is found by its contact', async () => {
  const { body } = await crest.call('get', '/v1/sequences/outreach/enrollments?contact=grace&state=active');
  expect(body).toEqual({
    enrollments: [
      {
        enrollmentId: expect.any(String),
        enrollmentNo: expect.any(Number),
        contact: 'grace',
        version: 1,
        state: 'active',
        reason: null,
        nextStep: 'intro',
        dueAt: '2026-01-05T08:00:00.000Z',
        enrolledAt: '2026-01-05T08:00:00.000Z',
        ...{ endedAt: null, movesTo: null, moveRefused: null, waitingFor: null, unsentMail: null },
      },
    ],
    nextCursor: null,
  });
  expect(
    (await crest.call('get', '/v1/sequences/outreach/enrollments?state=exited')).body.enrollments,
  ).toEqual([]);
  expect((await crest.call('get', '/v1/sequences/outreach/enrollments?state=gone')).body).toMatchObject({
    status: 400,
    problems: [{ path: 'state', fix: 'Use one of: active, paused, finished, exited, failed.' }],
  });
});
