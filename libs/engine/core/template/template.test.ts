import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scanHtml } from '../mail/scan-html.ts';
import { compileHtml, compileSubject, compileTemplate, templateContext } from './template.ts';

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
    ['{{default company.city "Berlin"}}, {{default nobody.city "Berlin"}}', 'Berlin, Berlin'],
    ['{{#if nobody.city}}x{{else}}y{{/if}}', 'y'],
    ['{{default nick ""}}.', '.'],
    ['a\n{{#if nick}}\nb\n{{/if}}\nc', 'a\nc'],
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
    ['{{company.name}}', { company: {} }, '! company.name'],
    ['{{company.name}}', {}, '! company.name'],
    ['{{company.name}}', { company: 'Acme' }, '! company.name'],
    ['{{default nick other}}', {}, '! nick'],
    ['{{#each items}}{{this.name}}{{/each}}', { items: [{}] }, '! this.name'],
    ['{{#each items}}{{this}}{{/each}}', { items: ['a', null] }, '! this'],
    ['{{toString}}', {}, '! toString'],
  ])('%s with %j', (text, context, expected) => {
    expect(render(text, context)).toBe(expected);
  });

  test('an object where text is expected is refused rather than printed', () => {
    expect(render('{{company}}', { company: { name: 'Acme' } })).toBe(
      '! "company" holds several values where text is expected.',
    );
  });

  test('with its line', () => {
    const compiled = compileTemplate('Hi {{firstName}},\n{{#if a}}\n{{company.name}}\n{{/if}}');
    expect(compiled.ok && compiled.render({ firstName: 'Ada', a: true })).toMatchObject({
      missing: 'company.name',
      line: 3,
    });
  });

  test('all of it at once where a list is handed over, and only what is really needed', () => {
    const compiled = compileTemplate('{{a}} {{b.c}}\n{{#if d}}{{e}}{{else}}{{a}}{{/if}} {{default f "x"}}');
    if (!compiled.ok) throw new Error('it does not compile');
    const missing: { field: string; line: number }[] = [];
    expect(compiled.render({}, missing)).toEqual({ ok: true, text: '{{a}} {{b.c}}\n{{a}} x' });
    expect(missing).toEqual([
      { field: 'a', line: 1 },
      { field: 'b.c', line: 1 },
      { field: 'a', line: 2 },
    ]);
  });

  test('and nothing of the contact’s data stands in the reason', () => {
    const secret = { company: 'secret', list: [{ name: 'secret' }], deep: { secret: 1 } };
    for (const text of ['{{company.name}}', '{{list}}', '{{deep}}', '{{#each company}}{{x}}{{/each}}{{y}}']) {
      expect(render(text, secret)).toMatch(/^! (?!.*secret)/);
    }
  });
});

test('a subject is one line, whatever stands in the fields', () => {
  const compiled = compileSubject('About {{company}}');
  const rendered = compiled.ok
    ? compiled.render({ company: 'Acme\r\nBcc: all@example.org\u0000\u2028x' })
    : compiled;
  expect(rendered).toEqual({ ok: true, text: 'About Acme Bcc: all@example.org x' });
});

describe('HTML', () => {
  const html = (text: string, context: Record<string, unknown>) => {
    const compiled = compileHtml(text);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
    const rendered = compiled.render(context);
    return rendered.ok ? rendered.text : `! ${rendered.missing}`;
  };
  const wrong = (text: string) => {
    const compiled = compileHtml(text);
    return compiled.ok ? [] : compiled.problems.map(({ line, reason }) => `${line}: ${reason}`);
  };

  test('escapes the values of fields and nothing that the author wrote', () => {
    expect(html('<p title="{{a}}">{{a}} &amp; {{default b "<i>"}}</p>', { a: '"><script>\'&' })).toBe(
      '<p title="&quot;&gt;&lt;script&gt;&#x27;&amp;">&quot;&gt;&lt;script&gt;&#x27;&amp; &amp; &lt;i&gt;</p>',
    );
  });

  test('whatever a field holds, the page has the same tags and attributes', () => {
    const compiled = compileHtml(
      '<a href="https://x.example/{{a}}" title=\'{{a}}\'>{{a}}</a><!-- {{a}} --><b>',
    );
    if (!compiled.ok) throw new Error('it does not compile');
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((value) => value.trim() !== ''),
        (a) => {
          const rendered = compiled.render({ a });
          const { tags, attributes } = scanHtml(rendered.ok ? rendered.text : '');
          expect(tags.map(({ name }) => name)).toEqual(['a', 'b']);
          expect(attributes.map(({ value }) => value)).toEqual([`https://x.example/${a}`, a]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    '<{{a}}>',
    '</{{a}}>',
    '<!{{a}}',
    '<!-{{a}}',
    '<p {{a}}>',
    '<p {{a}}="x">',
    '<p class={{a}}>',
    '<p onclick="{{a}}">',
    '<p style="color: {{a}}">',
    '<iframe srcdoc="{{a}}">',
    '<style>{{a}}</style>',
    '<script>x</script>',
    '<base href="https://x.example">',
    '<a href="javascript:{{a}}">x</a>',
    '<a href="/pricing">x</a>',
    '<a href="https://x.example>x</a>',
    '{{#if b}}<p class={{else}}<p title={{/if}}{{a}}>',
  ])('%s is refused', (text) => {
    expect(wrong(text)).not.toEqual([]);
  });

  test('says the line', () => {
    expect(wrong('<p>\n{{#if a}}\n{{a}}\n{{/if}}\n<a href={{a}}>x</a>\n<a\nhref="x">y</a>')).toEqual([
      '5: A field stands where its value could change the page.',
      '7: The address in href has no scheme, so that it leads nowhere from a mail.',
    ]);
  });
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
