import { beforeAll, describe, expect, test } from '@jest/globals';
import { lines } from './support/outreach.ts';
import { ORIGIN, testCrest } from './support/test-crest.ts';

const crest = await testCrest();

const file = {
  key: 'previewed',
  goal: 'replied',
  from: 'Ada <ada@mail.example.com>',
  tracking: { opens: true },
  steps: [
    {
      key: 'intro',
      type: 'email',
      day: 0,
      variants: [
        { key: 'a', subject: 'Hello {{firstName}}', body: 'About {{company.name}}' },
        {
          key: 'b',
          subject: 'B',
          body: 'Hi {{default firstName "there"}} https://a.example',
          html: '<p>{{company.name}}</p>\n<a href="{{site}}">{{firstName}}</a>',
        },
      ],
    },
    { key: 'call', type: 'task', day: 1, channel: 'call', title: 'Call {{firstName}}' },
    { key: 'again', type: 'email', day: 2, thread: 'intro', body: 'And? {{unsubscribeUrl}}' },
  ],
};

const preview = async (question: object) =>
  (await crest.call('post', '/v1/sequences/previewed/preview').send(question)).body;
const publish = async (key: string, body?: object) => {
  const call = crest.call('post', `/v1/sequences/${key}/publish`);
  return (await (body === undefined ? call : call.send(body))).body;
};

beforeAll(async () => {
  await crest.call('put', '/v1/sequences/previewed').send(file);
  await crest.call('post', '/v1/contacts').send({
    contacts: [{ id: 'ada', firstName: 'Ada', company: { name: 'A & B' }, site: 'https://ab.example' }],
  });
});

describe('the preview of a draft', () => {
  test('is the mail that the contact would get, but that its links lead where they say', async () => {
    expect(await preview({ step: 'intro', variant: 'b', contactId: 'ada' })).toEqual({
      step: 'intro',
      variant: 'b',
      from: 'Ada <ada@mail.example.com>',
      subject: 'B',
      text: 'Hi Ada https://a.example',
      html: '<p>A &amp; B</p>\n<a href="https://ab.example">Ada</a>',
      headers: {
        'List-Unsubscribe': `<${ORIGIN}/u/preview>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      missing: [],
    });
  });

  test('of a mail in a thread is the answer', async () => {
    const { subject, text } = await preview({ step: 'again', contact: { firstName: 'Bob' } });
    expect([subject, text]).toEqual(['Re: Hello Bob', `And? ${ORIGIN}/u/preview`]);
  });

  test('names every field that is missing, where it stands', async () => {
    const { subject, html, missing } = await preview({ step: 'intro', variant: 'b', contact: {} });
    expect(missing).toEqual([
      { field: 'company.name', part: 'html', line: 1 },
      { field: 'site', part: 'html', line: 2 },
      { field: 'firstName', part: 'html', line: 2 },
    ]);
    expect([subject, html]).toEqual(['B', '<p>{{company.name}}</p>\n<a href="{{site}}">{{firstName}}</a>']);
  });

  test.each([
    [{ step: 'call', contact: {} }, 404, 'step-not-found', /is a task/],
    [{ step: 'intra', contact: {} }, 404, 'step-not-found', /no step "intra"/],
    [{ step: 'intro', variant: 'c', contact: {} }, 404, 'step-not-found', /no variant "c"/],
    [{ step: 'intro', contactId: 'nobody' }, 404, 'contact-not-found', /no contact "nobody"/],
    [{ step: 'intro' }, 400, 'input-invalid', /contact/],
    [{ step: 'intro', contact: {}, contactId: 'ada' }, 400, 'input-invalid', /contact/],
    [{ step: 'intro', contact: { email: 'none' } }, 400, 'input-invalid', /email/],
    [
      { step: 'intro', variant: 'b', contact: { site: 'javascript:x' } },
      422,
      'mail-unwritable',
      /no mail may use/,
    ],
  ])('%j is refused', async (question, status, code, detail) => {
    expect(await preview(question)).toMatchObject({
      status,
      code,
      detail: expect.stringMatching(detail),
      fix: expect.stringMatching(/\w/),
    });
  });

  test('of a sequence that is not there', async () => {
    const { body } = await crest.call('post', '/v1/sequences/none/preview').send({ step: 'a', contact: {} });
    expect(body).toMatchObject({ status: 404, code: 'sequence-not-found' });
  });
});

describe('publishing', () => {
  const mail = (body: string) => ({
    key: 'tried',
    goal: 'replied',
    steps: [{ key: 'intro', type: 'email', day: 0, subject: 'Hi', body }],
  });
  const save = (body: string) => crest.call('put', '/v1/sequences/tried').send(mail(body));

  test('says what contacts of the workspace lack, and is not kept from it by them', async () => {
    await save('{{firstName}} {{plan}}');
    const answer = await publish('tried');
    expect(answer).toMatchObject({ version: 1, fields: { tried: 'workspace', contacts: 1 } });
    expect(answer.fields.missing).toEqual([
      {
        step: 'intro',
        variant: 'default',
        part: 'body',
        line: 1,
        field: 'plan',
        contacts: 1,
        reason: 'The contact has no "plan".',
        fix: 'Give the contacts "plan", or write {{default plan "another text"}}.',
      },
    ]);
  });

  test('is refused where none of the samples would get a mail, with what was probably meant', async () => {
    await save('{{fristName}}');
    const answer = await publish('tried', { samples: [{ firstName: 'A' }, { firstName: 'B' }] });
    expect(answer).toMatchObject({
      status: 422,
      code: 'fields-missing',
      detail: expect.stringContaining('intro: None of the 2 samples has "fristName".'),
      problems: [
        { path: 'intro.body', line: 1, fix: expect.stringContaining('Did you mean {{firstName}}?') },
      ],
    });
    expect((await crest.call('get', '/v1/sequences/tried')).body.version).toBe(1);
  });

  test('warns where some of them would', async () => {
    await save('{{plan}}');
    const answer = await publish('tried', { samples: [{ plan: 'pro' }, {}] });
    expect(answer).toMatchObject({ version: 2, fields: { tried: 'samples', contacts: 2 } });
    expect(answer.fields.missing).toMatchObject([{ field: 'plan', contacts: 1 }]);
  });

  test('looks at those who entered it last, where no samples are sent', async () => {
    await crest.call('post', '/v1/sequences/tried/enrollments').send({ enrollments: lines('bob', 'cyd') });
    await save('{{firstName}} {{plan}}');
    expect(await publish('tried')).toMatchObject({ status: 422, code: 'fields-missing' });
    expect(await publish('tried', { samples: [{ firstName: 'A', plan: 'pro' }] })).toMatchObject({
      version: 3,
    });
    await save('{{firstName}} {{default plan "free"}}');
    expect(await publish('tried')).toMatchObject({
      version: 4,
      fields: { tried: 'sequence', contacts: 2, missing: [] },
    });
  });

  test('takes no samples that are no contacts', async () => {
    const answer = await publish('tried', { samples: [{ timezone: 'Mars' }] });
    expect(answer).toMatchObject({ status: 400, code: 'input-invalid' });
  });
});
