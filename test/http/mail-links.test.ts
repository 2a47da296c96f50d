import { beforeAll, describe, expect, test } from '@jest/globals';
import { lines } from './support/outreach.ts';
import { ORIGIN, testCrest } from './support/test-crest.ts';

const crest = await testCrest();

const sequence = {
  key: 'linked',
  goal: 'replied',
  stopOn: ['replied', 'unsubscribed'],
  tracking: { opens: true },
  steps: [
    {
      key: 'intro',
      type: 'email',
      day: 0,
      subject: 'Hello {{firstName}}',
      body: 'See https://shop.example/a?x=1 or mailto:ada@shop.example. Leave: {{unsubscribeUrl}}',
      html: '<body><p>Hi {{firstName}}</p><a href="https://shop.example/a?x=1">A</a> <a href="https://shop.example/for/{{id}}">B</a> <a href="{{unsubscribeUrl}}">Leave</a></body>',
    },
    { key: 'later', type: 'email', day: 5, subject: 'Later', body: 'Later' },
  ],
};

interface Read {
  readonly id: string;
  readonly body: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seen: readonly { type: string; count: number }[];
  readonly enrollment: { readonly state: string; readonly reason: string | null };
}

const mailTo = async (to: string): Promise<Read> => {
  const { body } = await crest.call('get', `/v1/mailbox?to=${to}&sequence=linked`);
  return (await crest.call('get', `/v1/mailbox/${body.mail.at(-1).id}`)).body;
};
const seenOf = async (to: string) =>
  (await mailTo(to)).seen
    .map(({ type, count }) => `${type} ${count}`)
    .filter((seen) => !seen.startsWith('delivered'));
const pathsIn = (text: string, kind: string) =>
  [...text.matchAll(new RegExp(`${ORIGIN}(/${kind}/[\\w-]+(?:\\.gif)?)`, 'g'))].map(([, path]) => path ?? '');
const logged = async (type: string) => {
  const rows = await crest.sql<{ body: { machine: boolean; machineReason: string; attribution: string } }[]>`
    select body from event_log where body ->> 'type' = ${type} order by part, pos`;
  return rows.map(({ body }) => body);
};
const advance = (by: string) => crest.call('post', '/v1/clock/advance').send({ by });

beforeAll(async () => {
  await crest.call('put', '/v1/sequences/linked').send(sequence);
  const published = await crest.call('post', '/v1/sequences/linked/publish');
  expect(published.body).toMatchObject({ version: 1 });
  await crest
    .call('post', '/v1/sequences/linked/enrollments')
    .send({ enrollments: lines('ada', 'bob', 'cyd') });
  await advance('PT1H');
});

describe('a mail', () => {
  test('has its links put through this installation, in text and HTML, and no other', async () => {
    const { body, html } = await mailTo('ada');
    expect(pathsIn(body, 'c')).toHaveLength(1);
    expect(pathsIn(html, 'c')).toHaveLength(2);
    expect(body).toContain('mailto:ada@shop.example');
    expect(body + html).not.toContain('https://shop.example');
    expect(pathsIn(html, 'u')).toEqual(pathsIn(body, 'u'));
  });

  test('has its pixel before the end of the body, in HTML alone', async () => {
    const { body, html } = await mailTo('ada');
    expect(html).toMatch(/\/o\/[\w-]+\.gif" width="1" height="1" alt=""><\/body>$/);
    expect(pathsIn(body, 'o')).toEqual([]);
  });

  test('can be unsubscribed from with one click', async () => {
    const { body, headers } = await mailTo('ada');
    const [path] = pathsIn(body, 'u');
    expect(headers).toEqual({
      'List-Unsubscribe': `<${ORIGIN}${path}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });
});

describe('a click', () => {
  test('leads where the link led, and is logged as the direct one of its touch', async () => {
    const { body, html } = await mailTo('ada');
    const [shared] = pathsIn(body, 'c');
    const [, own] = pathsIn(html, 'c');
    const answers = [await crest.knock('get', shared ?? ''), await crest.knock('get', own ?? '')];
    expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
      [302, 'https://shop.example/a?x=1'],
      [302, 'https://shop.example/for/ada'],
    ]);
    expect(answers[0]?.headers['cache-control']).toBe('no-store');
    expect(await seenOf('ada')).toEqual(['clicked 2']);
    expect(await logged('clicked')).toMatchObject([{ attribution: 'direct' }, { attribution: 'direct' }]);
  });

  test('twice in a minute counts once', async () => {
    const [path = ''] = pathsIn((await mailTo('ada')).body, 'c');
    expect((await crest.knock('get', path)).status).toBe(302);
    expect(await seenOf('ada')).toEqual(['clicked 2']);
  });

  test('of a machine is labelled, and counts for nobody; a HEAD leads on and is no click', async () => {
    const [path = ''] = pathsIn((await mailTo('bob')).body, 'c');
    expect((await crest.knock('head', path)).status).toBe(302);
    expect((await crest.knock('get', path).set('sec-purpose', 'prefetch')).status).toBe(302);
    expect((await crest.knock('get', path).set('user-agent', 'ProofPoint scanner')).status).toBe(302);
    expect(await seenOf('bob')).toEqual([]);
    const machines = (await logged('clicked')).filter(({ machine }) => machine);
    expect(machines.map(({ machineReason }) => machineReason).sort()).toEqual(['prefetch', 'scanner']);
  });

  test('on what is no token of this installation leads nowhere', async () => {
    const { html, body } = await mailTo('ada');
    const [path = ''] = pathsIn(html, 'c');
    const flipped = path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A');
    const [unsubscribe = ''] = pathsIn(body, 'u');
    for (const wrong of [
      flipped,
      '/c/x',
      unsubscribe.replace('/u/', '/c/'),
      `${path}A`,
      '/u/preview',
      '/o/x.gif',
    ]) {
      const { status, headers, text } = await crest.knock('get', wrong);
      expect([wrong, status, headers.location]).toEqual([wrong, 404, undefined]);
      expect(text).toContain('leads nowhere');
    }
  });
});

describe('an open', () => {
  test('answers one pixel that any page may show, and is logged', async () => {
    const [path = ''] = pathsIn((await mailTo('ada')).html, 'o');
    const { status, headers, body } = await crest.knock('get', path);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'image/gif',
      'no-store',
    ]);
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect(body.subarray(0, 6).toString()).toBe('GIF89a');
    expect((await crest.knock('head', path)).status).toBe(200);
    expect(await seenOf('ada')).toEqual(['clicked 2', 'opened 1']);
  });

  test('by a proxy that opens everything is a machine’s', async () => {
    const [path = ''] = pathsIn((await mailTo('bob')).html, 'o');
    await crest.knock('get', path).set('user-agent', 'Mozilla/5.0');
    expect(await seenOf('bob')).toEqual([]);
    expect((await logged('opened')).map(({ machineReason }) => machineReason).sort()).toEqual([
      '',
      'privacy-proxy',
    ]);
  });
});

test('the HTML of a captured mail is a page that runs nothing and counts no open', async () => {
  const { id, html } = await mailTo('cyd');
  const { status, text, headers } = await crest.call('get', `/v1/mailbox/${id}/html`);
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers['content-security-policy']).toMatch(/^sandbox allow-popups .*default-src 'none';/);
  expect(pathsIn(text, 'c')).toEqual(pathsIn(html, 'c'));
  expect(pathsIn(text, 'o')).toEqual([]);
  expect((await crest.knock('get', `/v1/mailbox/${id}/html`)).status).toBe(401);
});

describe('unsubscribing', () => {
  test('is asked about first, and following the link alone changes nothing', async () => {
    const [path = ''] = pathsIn((await mailTo('bob')).body, 'u');
    const page = await crest.knock('get', path);
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.text).toContain('<form method="post">');
    expect(page.text).not.toContain('bob');
    await crest.knock('head', path);
    expect((await mailTo('bob')).enrollment.state).toBe('active');
  });

  test('by one click ends the sequence and suppresses, in whatever form it is posted, and once', async () => {
    const [path = ''] = pathsIn((await mailTo('bob')).body, 'u');
    const form = await crest.knock('post', path).type('form').send('List-Unsubscribe=One-Click');
    const multipart = await crest.knock('post', path).field('List-Unsubscribe', 'One-Click');
    const bare = await crest.knock('post', path);
    expect([form.status, multipart.status, bare.status]).toEqual([200, 200, 200]);
    expect(form.text).toContain('You are unsubscribed');
    expect(await mailTo('bob')).toMatchObject({ enrollment: { state: 'exited', reason: 'unsubscribed' } });
    expect(await logged('unsubscribed')).toHaveLength(1);
    await crest.call('post', '/v1/sequences/linked/enrollments').send({ enrollments: lines('bob2') });
    await advance('P6D');
    const { body } = await crest.call('get', '/v1/mailbox?to=bob@&sequence=linked');
    expect(body.mail).toHaveLength(1);
  });

  test('a form is taken nowhere else', async () => {
    const answer = await crest.call('post', '/v1/events').type('form').send('a=b');
    expect([answer.status, answer.body.code]).toEqual([415, 'media-type-unsupported']);
  });
});

test('an event may name its touch by any token of its mail, and by no other', async () => {
  const { html } = await mailTo('ada');
  const [unsubscribe = ''] = pathsIn(html, 'u');
  const [click = ''] = pathsIn(html, 'c');
  const tokenOf = (path: string) => path.slice(3);
  const event = { type: 'converted', occurredAt: '2026-01-05T08:30:00Z' };
  const changed = tokenOf(click).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  const tokens = [tokenOf(unsubscribe), tokenOf(click), changed, 'short'];
  const events = tokens.map((touch, i) => ({ ...event, touch, eventId: `by-token-${i}` }));
  const { body } = await crest.call('post', '/v1/events').send({ events });
  expect(body).toMatchObject({
    accepted: 2,
    rejected: [
      { index: 2, code: 'unknown-touch' },
      { index: 3, code: 'invalid-event', detail: expect.stringContaining('touch: is neither') },
    ],
  });
  expect(await logged('converted')).toMatchObject([{ attribution: 'direct' }, { attribution: 'direct' }]);
});

test('the log holds no address of a link and no token', async () => {
  const [row] = await crest.sql<{ found: number }[]>`
    select count(*) as found from event_log where body::text ~ 'shop\\.example|crest\\.example'`;
  expect(row?.found).toBe(0);
});

test('of an erased contact the links that hold its data are gone, and those of everybody stay', async () => {
  const { html } = await mailTo('cyd');
  const [shared = '', own = ''] = pathsIn(html, 'c');
  expect((await crest.knock('get', own)).headers.location).toBe('https://shop.example/for/cyd');
  expect((await crest.call('delete', '/v1/contacts/cyd')).status).toBeLessThan(300);
  await advance('PT1M');
  expect((await crest.knock('get', own)).status).toBe(404);
  expect((await crest.knock('get', shared)).headers.location).toBe('https://shop.example/a?x=1');
  const kept = await crest.sql<
    { address: string }[]
  >`select address from mail_link where address like '%cyd%'`;
  expect(kept).toHaveLength(0);
});
