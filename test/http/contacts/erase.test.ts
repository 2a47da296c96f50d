import { expect, test } from '@jest/globals';
import { outreachCrest } from '../support/outreach-crest.ts';

const crest = await outreachCrest();
const { enroll, read, erase, save, advance } = crest;

/** Every table that holds a text somewhere in a row. */
async function tablesNaming(text: string): Promise<string[]> {
  const tables = await crest.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`;
  const naming: string[] = [];
  for (const { name } of tables) {
    const found = await crest.sql`
      select from ${crest.sql(name)} as r where position(${text.toLowerCase()} in lower(r::text)) > 0 limit 1`;
    if (found.length > 0) naming.push(name);
  }
  return naming;
}

/** Mails that leave more behind than themselves: a thread with a subject, and a link that names somebody. */
const letters = {
  ...{ key: 'letters', name: 'Letters', goal: 'replied' },
  steps: [
    {
      ...{ key: 'first', type: 'email', day: 0, subject: 'Dear {{firstName}}', body: 'See the page.' },
      html: '<p><a href="https://page.example/?who={{firstName}}">The page</a></p>',
    },
    { key: 'second', type: 'email', day: 3, thread: 'first', body: 'And again.' },
  ],
};

test('an erased contact is gone from every table, whatever it was called', async () => {
  await crest.send('put', '/v1/sequences/letters', letters);
  await crest.send('post', '/v1/sequences/letters/publish', {});
  await crest
    .call('post', '/v1/sequences/outreach/enrollments')
    .set('Idempotency-Key', 'once')
    .send({
      enrollments: [{ contact: { id: 'marker-id', email: 'Marker@mail.example', firstName: 'Markerina' } }],
    });
  await crest.send('post', '/v1/sequences/letters/enrollments', {
    enrollments: [{ contact: { id: 'marker-id' } }],
  });
  await crest
    .call('post', '/v1/contacts')
    .set('Idempotency-Key', 'refused')
    .send({ contacts: [{ id: 'marker-id' }, { id: 'marker-id' }] });
  await save({ id: 'marker-alias', email: 'marker-alias@mail.example', nick: 'Markerella' });
  await crest.merge('marker-alias', 'marker-id');
  await advance('P1D');
  const { tasks } = await crest.get('/v1/tasks');
  await crest
    .call('post', `/v1/tasks/${tasks[0].id}/complete`)
    .set('Idempotency-Key', 'done')
    .send({ note: 'Markerina sounded glad' });
  expect(await tablesNaming('marker')).toEqual([
    ...['contact', 'idempotency', 'mail', 'mail_link', 'mail_thread', 'task'],
  ]);
  await crest.drain();

  const { status, body } = await erase('marker-id');
  expect(status).toBe(200);
  expect(body).toEqual({
    enrollmentsEnded: 2,
    mailsRemoved: 2,
    answersForgotten: 2,
    complete: true,
  });
  expect(await tablesNaming('marker')).toEqual([]);
  for (const id of ['marker-id', 'marker-alias']) {
    expect(await read(id)).toMatchObject({ status: 404, code: 'contact-not-found' });
    expect((await erase(id)).body).toMatchObject({ status: 404, code: 'contact-not-found' });
  }
  expect((await crest.get('/v1/contacts')).contacts).toEqual([]);
});

test('who is erased in the middle of a sequence leaves it and is never written to again', async () => {
  await enroll('mid');
  await advance('PT1H');
  expect(await crest.mailsTo('mid@')).toBe(1);
  await erase('mid');
  await advance('P5D');
  expect(await crest.mailsTo('mid@')).toBe(0);
  const { enrollments } = await crest.get('/v1/sequences/outreach/enrollments?state=exited');
  expect(enrollments.at(-1)).toMatchObject({
    contact: expect.stringMatching(/^erased:\d+$/),
    reason: 'erased',
  });
  // The address stays suppressed, as a keyed hash, for whoever comes with it.
  await enroll('mid');
  await advance('PT1H');
  expect(await crest.mailsTo('mid@')).toBe(0);
  expect(await read('mid')).toMatchObject({
    suppressed: 'erased',
    suppressions: [{ by: expect.stringMatching(/^key /) }],
  });
});

test('without suppression the same id is a new person, with a history of its own', async () => {
  const [before] = await enroll('again');
  await advance('PT1H');
  await erase('again', '?suppress=false');
  const [after] = await enroll('again');
  expect(after.accepted).toBe(true);
  expect(after.enrollmentId).not.toBe(before.enrollmentId);
  await advance('PT1H');
  expect(await crest.mailsTo('again@')).toBe(1);
  await crest.drain();
  const again = await read('again');
  expect(again.enrollments).toHaveLength(1);
  expect(again.suppressed).toBeNull();
});

test('who had said no stays suppressed after being erased', async () => {
  await enroll('said-no');
  const event = {
    eventId: 'n',
    type: 'unsubscribed',
    contact: 'said-no',
    occurredAt: '2026-01-05T08:00:00Z',
  };
  await crest.send('post', '/v1/events', { events: [event] });
  await erase('said-no', '?suppress=false');
  await enroll('said-no');
  await advance('PT1H');
  expect(await crest.mailsTo('said-no@')).toBe(0);
});

test('reports are the same before and after', async () => {
  const ids = Array.from({ length: 20 }, (_, i) => `r${i}`);
  await enroll(...ids);
  await advance('P10D');
  const events = ids.slice(0, 8).map((contact, i) => ({
    ...{ eventId: `reply-${i}`, type: 'replied', contact },
    occurredAt: '2026-01-12T08:00:00Z',
  }));
  await crest.send('post', '/v1/events', { events });
  await crest.drain();
  const reports = async () => {
    await crest.drain();
    const answers = [];
    for (const path of ['steps?by=variant', 'peak', 'peak?estimand=share'])
      answers.push(await crest.get(`/v1/sequences/outreach/${path}`));
    return answers;
  };
  const before = await reports();
  expect(before[0].steps[0].replied + before[0].steps[2].replied).toBeGreaterThan(0);
  for (const id of ids) expect((await erase(id)).status).toBe(200);
  expect(await reports()).toEqual(before);
});

test('erasing and enrolling at the same time leaves nobody half there', async () => {
  for (let round = 0; round < 8; round++) {
    const id = `both-${round}`;
    await save({ id, email: `${id}@example.com` });
    await Promise.all([enroll(id), erase(id), enroll(id)]);
  }
  await advance('PT1H');
  const halves = await crest.sql`
    select from enrollment e join contact c on c.id = e.contact_id
    where c.erased_at is not null and e.state in ('active', 'paused')`;
  expect(halves).toHaveLength(0);
  expect(await crest.sql`select from contact where unsettled`).toHaveLength(0);
});

test('erasing asks for the scope write', async () => {
  const reader = await crest.makeScopedKey('read');
  expect((await crest.callAs(reader, 'delete', '/v1/contacts/ada')).status).toBe(403);
});
