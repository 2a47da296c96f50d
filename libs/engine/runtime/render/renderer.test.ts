import { afterAll, describe, expect, test } from '@jest/globals';
import { TouchTokens } from '../mail/touch-token.ts';
import type { Letter, MailTemplate, Rendered } from './letter.ts';
import { Packer } from './parcel.ts';
import { startRenderer } from './renderer.ts';

const renderer = startRenderer(30_000);
afterAll(() => renderer.close());

const person = (attributes: Record<string, unknown>) => ({
  id: 'c-1',
  email: null,
  timezone: null,
  attributes,
});
const letter = (
  template: MailTemplate,
  attributes: Record<string, unknown> = {},
  more: Partial<Letter> = {},
): Letter => ({
  template,
  contact: person(attributes),
  ...more,
});
const one = async (each: Letter): Promise<Rendered> => {
  const [rendered] = await renderer.render([each]);
  if (!rendered) throw new Error('a letter has an answer');
  return rendered;
};

test('a letter is rendered in text and HTML, where values are escaped in HTML alone', async () => {
  const template = { subject: '{{a}}', body: '{{a}}', html: '<p>{{a}}</p>' };
  expect(await one(letter(template, { a: '<b>&' }))).toMatchObject({
    ok: true,
    subject: '<b>&',
    text: '<b>&',
    html: '<p>&lt;b&gt;&amp;</p>',
  });
});

test('templates of one content are one, whoever holds them, and each renders for its own contact', async () => {
  const letters = ['Ada', 'Bob', 'Cyd'].map((name) => letter({ subject: 'Hi', body: '{{name}}' }, { name }));
  const rendered = await renderer.render(letters);
  expect(rendered.map((each) => each.ok && each.text)).toEqual(['Ada', 'Bob', 'Cyd']);
});

test('all that is missing is named at once where that is asked for', async () => {
  const template = { subject: '{{a}}', body: 'x\n{{b}} {{a}}', html: '<a href="{{c}}">{{a}}</a>' };
  const rendered = await one(letter(template, {}, { findsAll: true }));
  expect(rendered).toMatchObject({
    ok: true,
    missing: [
      { field: 'a', part: 'subject', line: 1 },
      { field: 'b', part: 'body', line: 2 },
      { field: 'a', part: 'body', line: 2 },
      { field: 'c', part: 'html', line: 1 },
      { field: 'a', part: 'html', line: 1 },
    ],
  });
});

describe('links', () => {
  const secret = new Uint8Array(32).fill(3);
  const touch = {
    intentId: '6d2b1b53-6d2e-5d0c-8f0c-0b5f6c1a7e01',
    enrollmentId: '6d2b1b53-6d2e-5d0c-8f0c-0b5f6c1a7e02',
  };
  const links = { origin: 'https://crest.example', secret, touch, tracking: { opens: false, clicks: true } };
  const template = {
    subject: 'Hi',
    body: 'https://a.example/x https://a.example/{{id}}',
    html: '<a href="https://a.example/x">x</a><a href="{{unsubscribeUrl}}">leave</a>',
  };

  test('are those of everybody where they stand in the template, and of this contact where not', async () => {
    const rendered = await one(letter(template, {}, { links }));
    if (!rendered.ok) throw new Error(rendered.reason);
    expect(rendered.links).toMatchObject([
      { address: 'https://a.example/x', isPersonal: false },
      { address: 'https://a.example/c-1', isPersonal: true },
    ]);
    const [shared] = rendered.links;
    const tokens = new TouchTokens(secret);
    const [, token = ''] = /\/c\/([\w-]+)/.exec(rendered.html ?? '') ?? [];
    expect(tokens.read('click', token)).toEqual({ intentId: touch.intentId, linkId: shared?.id });
    expect(rendered.html).toContain(`href="${rendered.unsubscribeUrl}"`);
  });

  test('stay as they are where clicks are not counted, and in a preview', async () => {
    const off = { ...links, tracking: { opens: false, clicks: false } };
    const preview = { ...links, tracking: { opens: true, clicks: true }, touch: null };
    for (const each of [off, preview]) {
      const rendered = await one(letter(template, {}, { links: each }));
      expect(rendered).toMatchObject({
        text: 'https://a.example/x https://a.example/c-1',
        links: [],
        html: expect.stringContaining('<a href="https://a.example/x">x</a>'),
      });
      expect(rendered.ok && rendered.html).not.toContain('<img');
    }
  });
});

describe('a template that burns time', () => {
  // Each block goes over 100 things, in the next one: stopped by its budget, or by the clock.
  const items = Array.from({ length: 100 }, () => 1);
  const body = '{{#each items}}{{#each ../items}}{{#each ../../items}}x{{/each}}{{/each}}{{/each}}';
  const slow = { subject: 'Slow', body };

  test('fails alone, and the letters beside it are rendered', async () => {
    const rendered = await renderer.render([
      letter({ subject: 'A', body: 'a' }),
      letter(slow, { items }),
      letter({ subject: 'B', body: '{{nobody}}' }),
      letter({ subject: 'C', body: 'c' }),
    ]);
    expect(rendered.map((each) => (each.ok ? each.text : 'no'))).toEqual(['a', 'no', 'no', 'c']);
  });

  test('is stopped by the clock where nothing else stops it', async () => {
    const impatient = startRenderer(1);
    const deep = Array.from({ length: 200_000 }, (_, i) => ({ [`k${i}`]: 'x'.repeat(10) }));
    const [rendered] = await impatient.render([
      letter({ subject: 'S', body: '{{#each deep}}{{@index}}{{/each}}' }, { deep }),
    ]);
    await impatient.close();
    expect(rendered).toMatchObject({ ok: false });
  });
});

describe('packing', () => {
  const numbered = (n: number) => letter({ subject: 'S', body: `${n}` });

  test('sends a template once, and again only after it was forgotten', () => {
    const packer = new Packer();
    const first = packer.pack([numbered(1), numbered(1), numbered(2)]);
    expect(first.templates).toHaveLength(2);
    expect(packer.pack([numbered(1)]).templates).toEqual([]);
    // 2 is the one that was used longest ago.
    const many = packer.pack(Array.from({ length: 999 }, (_, n) => numbered(n + 3)));
    expect(many.forget).toEqual([first.letters[2]?.template]);
    expect(packer.pack([numbered(2)]).templates).toHaveLength(1);
    packer.clear();
    expect(packer.pack([numbered(1)]).templates).toHaveLength(1);
  });

  test('keeps all of a batch, however many there are', () => {
    const packer = new Packer();
    const batch = Array.from({ length: 1_500 }, (_, n) => numbered(n));
    expect(packer.pack(batch)).toMatchObject({ forget: [] });
    expect(packer.pack(batch).templates).toEqual([]);
  });
});
