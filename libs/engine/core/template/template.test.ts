import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileSubject, compileTemplate, templateContext } from './template.ts';

function render(text: string, context: Record<string, unknown>): string {
  const compiled = compileTemplate(text);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const rendered = compiled.render(context);
  return rendered.ok ? rendered.text : `! ${rendered.missing ?? rendered.reason}`;
}

function reasons(text: string): string[] {
  const compiled = compileTemplate(text);
  return compiled.ok ? [] : compiled.problems.map(({ reason }) => reason);
}

describe('what renders', () => {
  test.each<[string, string]>([
    ['Hi {{firstName}}!', 'Hi Ada!'],
    ['{{default nick "friend"}}, {{default firstName "friend"}}', 'friend, Ada'],
    ['{{default blank "friend"}}', 'friend'],
    ['{{#if nick}}{{nick}}{{else}}no nick{{/if}}', 'no nick'],
    ['{{#unless nick}}none{{/unless}}', 'none'],
    ['{{#each items}}{{@index}}:{{this.name}} {{../firstName}};{{/each}}', '0:a Ada;1:b Ada;'],
    ['{{company.name}} {{count}} {{! a comment }}', 'O\'Brien & Sons <"> 0 '],
    ['\\{{firstName}}', '{{firstName}}'],
  ])('%s', (text, expected) => {
    const context = {
      firstName: 'Ada',
      blank: '  ',
      items: [{ name: 'a' }, { name: 'b' }],
      company: { name: 'O\'Brien & Sons <">' },
      count: 0,
    };
    expect(render(text, context)).toBe(expected);
  });
});

describe('what is missing is named, and no text comes out', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['Hi {{firstName}}', {}, '! firstName'],
    ['Hi {{firstName}}', { firstName: null }, '! firstName'],
    ['Hi {{firstName}}', { firstName: ' ' }, '! firstName'],
    ['{{company.name}}', { company: {} }, '! name'],
    ['{{toString}}', {}, '! toString'],
  ])('%s with %j', (text, context, expected) => {
    expect(render(text, context)).toBe(expected);
  });

  test('an object where text is expected is refused rather than printed', () => {
    expect(render('{{company}}', { company: { name: 'Acme' } })).toBe(
      '! A field that holds several values stands where text is expected.',
    );
  });
});

test('a subject is one line, whatever stands in the fields', () => {
  const compiled = compileSubject('About {{company}}');
  const rendered = compiled.ok
    ? compiled.render({ company: 'Acme\r\nBcc: all@example.org\u0000\u2028x' })
    : compiled;
  expect(rendered).toEqual({ ok: true, text: 'About Acme Bcc: all@example.org x' });
});

test('the context is the attributes, and the email and the id are always the contact’s own', () => {
  const contact = { id: 'c-1', email: null, timezone: null, attributes: { firstName: 'Ada', id: 'forged' } };
  expect(templateContext(contact)).toEqual({ firstName: 'Ada', email: null, id: 'c-1' });
});

describe('hostile templates are refused', () => {
  test.each([
    '{{> partial}}',
    '{{#> layout}}x{{/layout}}',
    '{{#*inline "x"}}y{{/inline}}',
    '{{* decorator}}',
    '{{{firstName}}}',
    '{{&firstName}}',
    '{{lookup this "constructor"}}',
    '{{#with this}}x{{/with}}',
    '{{log firstName}}',
    '{{constructor}}',
    '{{this.constructor.prototype}}',
    '{{__proto__}}',
    '{{[constructor]}}',
    '{{a.[__proto__].b}}',
    '{{@root.firstName}}',
    '{{default (lookup this "x") "y"}}',
    '{{default firstName}}',
    '{{default firstName "a" b=1}}',
    '{{helperMissing}}x{{blockHelperMissing a}}',
    '{{#if a b}}x{{/if}}',
    '{{#if a includeZero=true}}x{{/if}}',
    '{{#each items as |item|}}{{item}}{{/each}}',
    '{{#firstName}}x{{/firstName}}',
    '{{^firstName}}x{{/firstName}}',
    '{{{{raw}}}}x{{{{/raw}}}}',
    '{{"text"}}',
    '{{true}}',
    '{{each}}',
    '{{if a}}',
    '{{#if a}}no end',
    '{{firstName',
    '{{}}',
  ])('%s', (text) => {
    expect(reasons(text)).not.toEqual([]);
  });

  test('each with its line and a fix', () => {
    const compiled = compileTemplate('Hi\n{{> a}}\n{{{b}}}\n{{#if x}}\n{{lookup y z}}{{/if}}');
    if (compiled.ok) throw new Error('compiled');
    expect(compiled.problems.map(({ line }) => line)).toEqual([2, 3, 5]);
    expect(compiled.problems.every(({ fix }) => fix.length > 0)).toBe(true);
  });

  test('too long, too many tags, too deep', () => {
    expect(reasons('x'.repeat(100_001))).toEqual(['The text is too long.']);
    expect(reasons('{{a}}'.repeat(2_001))).toEqual(['The text has too many {{tags}}.']);
    expect(reasons('{{#if a}}'.repeat(13) + '{{/if}}'.repeat(13))).toEqual([
      'Blocks nest deeper than 12 levels.',
    ]);
    expect(reasons('{{#if a}}'.repeat(999) + '{{/if}}'.repeat(999))).toEqual([
      'Blocks nest deeper than 12 levels.',
    ]);
  });

  test('loops in loops stop at their budget', () => {
    const items = Array.from({ length: 1_000 }, () => 1);
    expect(render('{{#each items}}{{#each ../items}}x{{/each}}{{/each}}', { items })).toMatch(
      /^! The text grows beyond/,
    );
    expect(render(`{{#each items}}${'y'.repeat(1_000)}{{/each}}`, { items })).toMatch(
      /^! The text grows beyond/,
    );
  });

  test('data that nest without end are a value, not a crash', () => {
    let deep: Record<string, unknown> = {};
    for (let i = 0; i < 50_000; i++) deep = { deep };
    expect(render('{{firstName}}', { firstName: 'Ada', deep })).toBe(
      '! The data of the contact nest too deeply.',
    );
  });
});

test('any text at all compiles or is refused with reasons, and any data render or fail as a value', () => {
  const piece = fc.constantFrom(
    '{{',
    '}}',
    '{{{',
    '#if ',
    '/if',
    'else',
    '#each ',
    'a',
    '.',
    '@',
    '"',
    '(',
    ' ',
    '~',
    '>',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue()),
      (pieces, data) => {
        const compiled = compileTemplate(pieces.join(''));
        if (compiled.ok) expect(typeof compiled.render(data).ok).toBe('boolean');
        else expect(compiled.problems.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 1_000 },
  );
});
