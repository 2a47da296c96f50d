import { beforeAll, expect, test } from '@jest/globals';
import { crest as command } from '../../cli/support/run-crest.ts';
import { inboundCrest } from './support/inbound-crest.ts';

const crest = await inboundCrest();
const { write, mail, standing } = crest;
await crest.app.listen(0, '127.0.0.1');
const there = {
  environment: { CREST_URL: await crest.app.getUrl(), CREST_KEY: await crest.makeScopedKey('admin') },
};

/** Runs a command while a sink carries what is to be carried. */
async function whileSinking(...argv: string[]) {
  let over = false;
  const run = command(argv, there).finally(() => {
    over = true;
  });
  while (!over) {
    await crest.drain();
    await new Promise(setImmediate);
  }
  return run;
}

const answer = async (id: string, ...lines: string[]) => {
  const { messageId } = await write(id);
  await mail(
    `From: ${id}@example.com`,
    `Message-ID: <of-${id}@x>`,
    'Subject: Re: Hello',
    `In-Reply-To: ${messageId}`,
    ...lines,
  );
};

/**
 * Makes mails such as a better classifier would see otherwise: what it goes by was not there when they were judged.
 */
async function asSeenByAnOlderOne(id: string, header: string): Promise<void> {
  await crest.sql`
    update incoming_mail set classifier = 0, raw = convert_to(${`${header}\r\n`}, 'UTF8') || raw
    where position(${`of-${id}@x`} in encode(raw, 'escape')) > 0`;
}

const counts = async (attribution = 'all') => {
  await crest.drain();
  const { steps } = await crest.get(`/v1/sequences/outreach/steps?metric=replied&attribution=${attribution}`);
  const { replied, unsubscribed } = steps[0];
  return { replied, unsubscribed };
};
const classes = async () =>
  (await crest.sql<{ kind: string }[]>`select kind from incoming_mail order by id`).map(({ kind }) => kind);

beforeAll(async () => {
  for (const id of ['ann', 'ben']) await answer(id, '', 'Yes, gladly.');
  await answer('cat', 'Auto-Submitted: auto-replied', '', 'Not really away: call me on Tuesday.');
  await answer('dan', '', 'Yes, gladly.');
  await asSeenByAnOlderOne('ben', 'Auto-Submitted: auto-replied');
  await asSeenByAnOlderOne('dan', 'X-Nothing: new');
  await crest.sql`
    update incoming_mail set classifier = 0,
      raw = convert_to(replace(convert_from(raw, 'UTF8'), 'Auto-Submitted: auto-replied', 'X-Was: automatic'), 'UTF8')
    where position('of-cat@x' in encode(raw, 'escape')) > 0`;
});

test('a dry run says what would change, and changes nothing', async () => {
  expect(await counts()).toEqual({ replied: 3, unsubscribed: 0 });
  const before = await crest.sql`select * from incoming_mail order by id`;
  const { exit, out, said } = await command(['events', 'reclassify', '--dry-run'], there);
  expect(exit).toBe(0);
  expect(out.split('\n').map((line) => line.slice(25))).toEqual([
    'human-reply → automatic-reply: replied → auto-replied',
    'automatic-reply → human-reply: auto-replied → replied',
    '',
  ]);
  expect(said).toContain('3 mails looked at, 2 would be taken for something else');
  expect(await crest.sql`select * from incoming_mail order by id`).toEqual(before);
  expect(await counts()).toEqual({ replied: 3, unsubscribed: 0 });
});

test('what is seen otherwise is corrected in the log and in every report', async () => {
  const { exit, said } = await whileSinking('events', 'reclassify');
  expect([exit, said]).toEqual([0, expect.stringContaining('3 mails looked at, 2 taken for something else')]);
  expect(await classes()).toEqual(['human-reply', 'automatic-reply', 'human-reply', 'human-reply']);
  expect(await counts()).toEqual({ replied: 3, unsubscribed: 0 });
  expect(await counts('direct')).toEqual({ replied: 3, unsubscribed: 0 });
  const timeline = async (id: string) =>
    (await crest.read(id)).events.flatMap(({ type }: { type: string }) =>
      /replied/.test(type) ? [type] : [],
    );
  expect([await timeline('ben'), await timeline('cat')]).toEqual([['auto-replied'], ['replied']]);
  const corrected = (await crest.logged()).filter(({ type }) => /replied/.test(String(type)));
  const ids = new Set(corrected.map(({ eventId }) => eventId));
  expect([corrected.length, ids.size]).toEqual([6, 4]);
});

test('what an event did stays done, and what it would have done is done', async () => {
  expect([await standing('ben'), await standing('cat')]).toEqual(['exited replied', 'exited replied']);
});

test('a condition sees what is known now', async () => {
  const seen = async (id: string) => {
    const rows = await crest.sql<{ type: string; count: number }[]>`
      select g.type, g.count from sighting g join enrollment e on e.no = g.enrollment_no
      join contact c on c.id = e.contact_id where c.external_id = ${id} and g.type like '%replied'`;
    return rows.map(({ type, count }) => `${type} ${count}`);
  };
  expect([await seen('ben'), await seen('cat')]).toEqual([['auto-replied 1'], ['replied 1']]);
});

test('done twice it finds nothing, and reads no mail again', async () => {
  const { out, said } = await whileSinking('events', 'reclassify');
  expect([out, said]).toEqual([
    '',
    expect.stringContaining('All mail that is kept was judged by the classifier of today'),
  ]);
});

test('reading the log again from its beginning changes no report', async () => {
  const reports = async () => [
    await counts(),
    await crest.get('/v1/sequences/outreach/steps'),
    await crest.get('/v1/sequences/outreach/steps?attribution=direct'),
    await crest.get('/v1/sequences/outreach/peak'),
    await crest.get('/v1/sequences/outreach/peak?attribution=direct'),
  ];
  const before = await reports();
  for (const argv of [
    ['events', 'replay'],
    ['events', 'rebuild'],
    ['events', 'replay'],
  ]) {
    expect((await whileSinking(...argv)).exit).toBe(0);
    expect([argv, await reports()]).toEqual([argv, before]);
  }
});

test('a bounce that turns out to be none is taken back, and one that is one now suppresses', async () => {
  const { messageId } = await write('eve');
  const report = [
    'Return-Path: <>',
    'From: mailer-daemon@mx.example',
    'Message-ID: <of-eve@x>',
    'Subject: Undelivered Mail',
  ];
  await mail(
    ...report,
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary=b', ''],
    ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
    ...[
      'Final-Recipient: rfc822; eve@example.com',
      'Action: failed',
      'Status: 4.2.2',
      'Diagnostic-Code: smtp; 452 4.2.2 Mailbox full',
      '',
    ],
    ...['--b', 'Content-Type: message/rfc822', '', `Message-ID: ${messageId}`, '', 'Hi', '--b--', ''],
  );
  expect([await standing('eve'), (await crest.read('eve')).suppressed]).toEqual(['active', null]);
  await crest.sql`
    update incoming_mail set classifier = 0, raw = convert_to(replace(replace(convert_from(raw, 'UTF8'), '4.2.2', '5.1.1'),
      '452 5.1.1 Mailbox full', '550 5.1.1 User unknown'), 'UTF8')
    where position('of-eve@x' in encode(raw, 'escape')) > 0`;
  const { out } = await whileSinking('events', 'reclassify');
  expect(out).toContain('bounce → bounce: bounced → bounced');
  expect([await standing('eve'), (await crest.read('eve')).suppressed]).toEqual([
    'exited bounced',
    'bounced',
  ]);
  await crest.sql`
    update incoming_mail set classifier = 0, raw = convert_to(replace(convert_from(raw, 'UTF8'), 'failed', 'expanded'), 'UTF8')
    where position('of-eve@x' in encode(raw, 'escape')) > 0`;
  expect((await whileSinking('events', 'reclassify')).out).toContain('bounced → delivered');
});

test('however many mails are kept, all of them are looked at', async () => {
  await crest.sql`
    insert into incoming_mail (workspace_id, key, provider, received_at, raw, kind, reason, classifier, confidence, holders, events, taken)
    select ${crest.installation.workspaceId}, 'copy ' || n, 'mime', received_at,
      convert_to('Message-ID: <copy-' || n || '@x>' || E'\r\nFrom: a@nowhere.example\r\n\r\nHi', 'UTF8'),
      case when n = 1100 then 'bounce' else 'human-reply' end, '', 0, 'none', '{}', '[]', true
    from generate_series(1, 1100) as n, (select max(received_at) as received_at from incoming_mail) as last`;
  const { out, said } = await whileSinking('events', 'reclassify');
  expect(said).toContain('1,100 mails looked at, 1 taken for something else');
  expect(out).toContain('bounce → human-reply');
});

test('only who may do everything may have it done', async () => {
  const writer = await crest.makeScopedKey('write', 'read');
  expect((await crest.callAs(writer, 'post', '/v1/events/reclassify').send({})).status).toBe(403);
});
