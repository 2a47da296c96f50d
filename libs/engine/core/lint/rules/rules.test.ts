import { describe, expect, test } from '@jest/globals';
import { lintSequence } from '../lint.ts';

type Step = Readonly<Record<string, unknown>>;

/** Bodies that have nothing in common, not even how they begin or end. */
const BODIES = [
  'Twelve bakeries told us what they throw away each evening, and one of them stopped. Who plans the mornings at your place?',
  'A cooling unit that fails on a Sunday costs four pallets. The graph shows the hour at which it could have been seen.',
  'Nobody reads delivery notes; so we printed them on the boxes instead. Would that be allowed in your warehouse?',
  'The new regulation asks for a signature per batch. Our template has the field, and the law firm that checked it is named.',
];
const SUBJECTS = [
  'Bread at six in the evening',
  'Sunday, pallet four',
  'Notes that nobody reads',
  'One signature per batch',
];

/** A mail that no rule minds, with changes. */
function mail(number: number, changes: Step = {}): Step {
  return {
    key: `m${number}`,
    type: 'email',
    day: [0, 2, 5, 9][number] ?? 0,
    purpose: `purpose-${'abcd'[number]}`,
    subject: SUBJECTS[number] ?? `${number}`,
    body: `${BODIES[number]}\n\n{{openingLine}}`,
    ...changes,
  };
}

const call = (changes: Step = {}): Step => ({
  ...{ key: 'call', type: 'task', day: 1, purpose: 'get-to-know', channel: 'call', title: 'Call' },
  ...changes,
});

// biome-ignore lint/suspicious/noThenProperty: it is the word of the file format, and holds no function.
const ways = (hit: string, miss: string) => ({ then: hit, else: miss });

/** The steps at which a rule finds something in an outbound sequence; `*` for the sequence as a whole. */
function at(code: string, steps: readonly Step[], changes: Step = {}): string[] {
  const findings = lintSequence({ key: 'demo', goal: 'replied', steps, ...changes });
  expect(findings.filter(({ code }) => code === 'invalid')).toEqual([]);
  return findings.filter((finding) => finding.code === code).map(({ step }) => step ?? '*');
}

const two = (first: Step, second: Step) => [mail(0, first), mail(1, second)];
const days = (...list: number[]) => list.map((day, index) => mail(index, { day }));
const nurture = { goal: 'converted' };

test('four mails that differ in everything have no findings', () => {
  expect(lintSequence({ key: 'demo', goal: 'replied', steps: [0, 1, 2, 3].map((n) => mail(n)) })).toEqual([]);
});

describe('missing-purpose', () => {
  const find = (steps: Step[]) => at('missing-purpose', steps);
  test('a mail or a task without one', () => {
    expect(find([mail(0, { purpose: undefined }), call({ purpose: undefined })])).toEqual(['m0', 'call']);
  });
  test('a word of one’s own is one, a slip in a known one is pointed out', () => {
    expect(find([mail(0, { purpose: 'warm-welcome' })])).toEqual([]);
    expect(find([mail(0, { purpose: 'socail-proof' })])).toEqual(['m0']);
  });
  test('what does not reach the contact needs none', () => {
    expect(
      find([mail(0), { key: 'pause', type: 'wait', for: '2d' }, { key: 'leave', type: 'exit' }]),
    ).toEqual([]);
  });
});

describe('repeated-purpose', () => {
  const find = (steps: Step[]) => at('repeated-purpose', steps);
  test('twice on one way', () => {
    expect(find([mail(0, { purpose: 'remind' }), mail(1), mail(2, { purpose: 'remind' })])).toEqual(['m2']);
  });
  test('not where no contact gets both', () => expect(find(twoWays({ purpose: 'remind' }))).toEqual([]));
});

/** A branch to two mails, of which each contact gets one. */
function twoWays(shared: Step): Step[] {
  return [
    { key: 'plan', type: 'branch', if: { contact: 'plan', eq: 'team' }, ...ways('m0', 'm1') },
    mail(0, shared),
    { key: 'leave', type: 'exit' },
    mail(1, shared),
  ];
}

describe('near-duplicate', () => {
  const find = (steps: Step[]) => at('near-duplicate', steps);
  const long = `${BODIES[0]} ${BODIES[1]}`;
  test('a mail sent again, greeting and fields aside', () => {
    expect(
      find(two({ body: `Hi {{firstName}},\n\n${long}` }, { body: `Hello!\n\n${long}\n\nBest,\nMax` })),
    ).toEqual(['m1']);
  });
  test('a mail with every eighth word changed', () => {
    const changed = long
      .split(' ')
      .map((word, index) => (index % 8 === 7 ? 'instead' : word))
      .join(' ');
    expect(find(two({ body: long }, { body: changed }))).toEqual(['m1']);
  });
  test('a short mail that stands in the one before', () => {
    expect(find(two({ body: `${long} ${BODIES[2]} ${BODIES[3]}` }, { body: BODIES[2] ?? '' }))).toEqual([
      'm1',
    ]);
  });
  test('one variant of one with one variant of the other', () => {
    const variants = (...bodies: string[]) => ({
      body: undefined,
      variants: bodies.map((body, index) => ({ key: `v${index}`, body })),
    });
    expect(find(two(variants(BODIES[2] ?? '', long), variants(BODIES[3] ?? '', long)))).toEqual(['m1']);
    expect(find([mail(0, variants(long, `${long} Yes.`))])).toEqual([]);
  });
  test('not the same product told in other words, nor what comes on another way', () => {
    expect(find([0, 1, 2, 3].map((n) => mail(n)))).toEqual([]);
    expect(find(twoWays({ body: long }))).toEqual([]);
  });
});

describe('empty-bump', () => {
  const weight = (body: string, subject = 'News') =>
    lintSequence({ key: 'demo', goal: 'replied', steps: [mail(0), mail(1, { body, subject })] })
      .filter(({ code }) => code === 'empty-bump')
      .map(({ severity }) => severity);
  test.each([
    'Just checking in on this.',
    "Hi {{firstName}},\n\nI'm circling back on my note from Tuesday. Is it still relevant?\n\nBest,\nMax",
    'Bumping this to the top of your inbox!',
    'Did you get a chance to look at it? Any thoughts?',
    'A friendly reminder about the below.',
    'I wanted to follow up on my previous email.',
  ])('%j', (body) => expect(weight(body)).toEqual(['warning']));
  test('a subject that says no more', () =>
    expect(weight('Let me know.', 'Following up')).toEqual(['warning']));
  test('a bump before something new is only pointed out', () => {
    expect(weight(`Just checking in. ${BODIES[2]}`)).toEqual(['info']);
  });
  test.each([
    'We check in new guests in four seconds; the terminal at the door reads any passport.',
    'Your base can be touched up with water. Let it dry for a day, and sand it.',
    'I follow the news about your harbor: the fourth crane arrives in May, they say.',
  ])('not %j', (body) => expect(weight(body)).toEqual([]));
});

describe('same-opener', () => {
  const find = (one: string, other: string) => at('same-opener', two({ body: one }, { body: other }));
  test('the same first words after the greeting', () => {
    const [one, other] = [
      'I noticed that {{company}} hires drivers.',
      'I noticed that {{company}} has moved.',
    ];
    expect(find(`Hi {{firstName}},\n\n${one} ${BODIES[0]}`, `Hey, ${other} ${BODIES[1]}`)).toEqual(['m1']);
  });
  test('not the same greeting alone', () => {
    expect(find(`Hi {{firstName}},\n\n${BODIES[0]}`, `Hi {{firstName}},\n\n${BODIES[1]}`)).toEqual([]);
  });
});

describe('same-call-to-action', () => {
  const find = (...asks: string[]) =>
    at(
      'same-call-to-action',
      asks.map((ask, index) => mail(index, { body: `${BODIES[index]} ${ask}` })),
    );
  test('the same question at the end', () => {
    expect(find('Shall I send you the guide?', 'So, shall I send you the guide?')).toEqual(['m1']);
  });
  test('the same demand at the end', () => {
    expect(find('', 'Book a seat on our page.', '', 'Book a seat on our page!')).toEqual(['m3']);
  });
  test('a meeting, asked for a third time', () => {
    const asks = ['Worth a quick call?', 'Do you have 15 minutes on Monday?', 'Could we hop on a call?'];
    expect(find(...asks)).toEqual(['m2']);
    expect(find(...asks.slice(0, 2))).toEqual([]);
  });
  test('not different ones', () => {
    expect(find('Shall I send you the guide?', 'Who plans the mornings?', 'Is Friday any good?')).toEqual([]);
  });
});

describe('same-subject', () => {
  const find = (one: string, other: string) => at('same-subject', two({ subject: one }, { subject: other }));
  test('but for fields and numbers', () => {
    expect(find('{{company}} + Crest', '{{firstName}} + Crest')).toEqual(['m1']);
    expect(find('3 ideas for {{company}}', '5 ideas for {{company}}')).toEqual(['m1']);
    expect(find('Quick question, {{firstName}}', 'Quick question about {{company}}')).toEqual(['m1']);
  });
  test('not other words around the same field, and not a reply to the first', () => {
    expect(find('One question, {{firstName}}', 'Running low, {{firstName}}?')).toEqual([]);
    expect(find('Bread at six', 'Re: Bread at six')).toEqual([]);
  });
});

describe('dangling-reference', () => {
  const find = (steps: Step[]) => at('dangling-reference', steps);
  test('to a mail that cannot have come', () => {
    expect(find([mail(0, { body: 'As I wrote in my last email, cooling units fail on Sundays.' })])).toEqual([
      'm0',
    ]);
    expect(find([mail(0), mail(1, { body: 'As I wrote in my last email, units fail.' })])).toEqual([]);
  });
  test('to a call before the call', () => {
    const body = 'I left you a voicemail with the number of our engineer.';
    expect(find([mail(0, { body }), call()])).toEqual(['m0']);
    expect(find([call({ day: 0 }), mail(1, { body })])).toEqual([]);
  });
  test('to a step by its name before the step', () => {
    const body = 'Did the case study I sent raise questions in your team?';
    const study = (day: number) => mail(1, { key: 'case-study', day });
    expect(find([mail(0, { body }), study(2)])).toEqual(['m0']);
    expect(find([study(0), mail(2, { body })])).toEqual([]);
  });
  test('to the thread of a mail that cannot have come', () => {
    const inThread = (number: number, thread: string) => mail(number, { thread, subject: undefined });
    expect(find([inThread(0, 'm1'), mail(1)])).toEqual(['m0']);
    expect(find([mail(0), inThread(1, 'm0')])).toEqual([]);
  });
  test('a first mail that pretends to be an answer', () => {
    expect(find([mail(0, { subject: 'Re: your offer' })])).toEqual(['m0']);
    expect(find([mail(0), mail(1, { subject: 'Re: your offer' })])).toEqual([]);
  });
});

describe('merge-tag-only', () => {
  const find = (body: string, rest: Step[] = [], changes = {}) =>
    at('merge-tag-only', [mail(0, { body }), mail(1, { body: BODIES[1] }), ...rest], changes);
  test('names alone, or nothing at all', () => {
    expect(find('Hi {{firstName}} of {{company}}')).toEqual(['*']);
    expect(find('Hi there')).toEqual(['*']);
  });
  test('not where more is known, where a person takes part, or where nobody was approached', () => {
    expect(find('{{default openingLine "Hello"}}')).toEqual([]);
    expect(find('Hi{{#if usesSap}}, about SAP{{/if}}')).toEqual([]);
    expect(find('Hi {{firstName}}', [call({ day: 3 })])).toEqual([]);
    expect(find('Hi {{firstName}}', [], nurture)).toEqual([]);
  });
});

describe('links-only', () => {
  const find = (body: string) => at('links-only', [mail(0, { body })]);
  test.each([
    'https://example.com/offer',
    '![The offer](https://example.com/a.png)',
    'Hi Ada,\n\nLook: www.example.com',
  ])('%j', (body) => expect(find(body)).toEqual(['m0']));
  test('a picture in HTML, whatever the text for others says', () => {
    const html = '<p><a href="https://example.com"><img src="https://example.com/a.png"></a></p>';
    expect(at('links-only', [mail(0, { html })])).toEqual(['m0']);
    expect(
      at('links-only', [mail(0, { html: `<p>${BODIES[1]} <a href="https://example.com">See it</a></p>` })]),
    ).toEqual([]);
  });
  test('not a short mail without a link, nor a link that is introduced', () => {
    expect(find('Shall I close this?')).toEqual([]);
    expect(
      find('The slides of Tuesday, with the two corrections you asked for: https://example.com/slides'),
    ).toEqual([]);
  });
});

describe('missing-unsubscribe', () => {
  const find = (changes: Step, unsubscribe = 'off') =>
    at('missing-unsubscribe', [mail(0, changes)], { unsubscribe });
  test('switched off, and not in the text', () => expect(find({})).toEqual(['m0']));
  test('not where the header, a link or a sentence offers it, nor in a confirmation', () => {
    expect(find({}, 'header')).toEqual([]);
    expect(find({ body: `${BODIES[0]}\n\n{{unsubscribeUrl}}` })).toEqual([]);
    expect(find({ body: `${BODIES[0]} Reply with "stop", and I will.` })).toEqual([]);
    expect(find({ purpose: 'confirm' })).toEqual([]);
  });
});

describe('break-up-not-last', () => {
  const find = (steps: Step[]) => at('break-up-not-last', steps);
  test('by its purpose, or by what it says', () => {
    expect(find([mail(0, { purpose: 'break-up' }), mail(1)])).toEqual(['m0']);
    expect(find([mail(0, { body: 'This is my last email.' }), call()])).toEqual(['m0']);
  });
  test('not at the end, and not before what a sign of the contact leads to', () => {
    expect(find([mail(0), mail(1, { purpose: 'break-up' }), { key: 'leave', type: 'exit' }])).toEqual([]);
    const opened = {
      key: 'woke',
      type: 'branch',
      if: { event: 'clicked', step: 'm0' },
      ...ways('m1', 'leave'),
    };
    expect(find([mail(0, { purpose: 'break-up' }), opened, mail(1), { key: 'leave', type: 'exit' }])).toEqual(
      [],
    );
  });
});

describe('too-many-steps', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => call({ key: `c${n}`, day: n, purpose: `p-${n}` }));
  test('thirteen, but not twelve', () => {
    expect(at('too-many-steps', many(13))).toEqual(['*']);
    expect(at('too-many-steps', many(12))).toEqual([]);
  });
  test('counted along one way, without waits', () => {
    const branch = { key: 'plan', type: 'branch', if: { contact: 'plan', eq: 'x' }, ...ways('c0', 'c7') };
    const [left, right] = [many(7), many(14).slice(7)];
    expect(at('too-many-steps', [branch, ...left, { key: 'leave', type: 'exit' }, ...right])).toEqual([]);
  });
});

describe('equal-gaps', () => {
  test('three of a kind', () => expect(at('equal-gaps', days(1, 4, 7, 10))).toEqual(['*']));
  test('not two, and not gaps that grow', () => {
    expect(at('equal-gaps', days(1, 4, 7))).toEqual([]);
    expect(at('equal-gaps', days(1, 3, 6, 10))).toEqual([]);
  });
  test('counted with waits as well', () => {
    const [one, ...rest] = [0, 1, 2, 3].map((n) => mail(n, { day: undefined, after: '1d' }));
    const waits = rest.flatMap((step, n) => [{ key: `w${n}`, type: 'wait', for: '2d' }, step]);
    expect(at('equal-gaps', [one ?? {}, ...waits])).toEqual(['*']);
  });
});

describe('gap-too-short', () => {
  test('two mails within a day', () => {
    expect(at('gap-too-short', [mail(0), mail(1, { day: undefined, after: '6h' })])).toEqual(['m1']);
    expect(at('gap-too-short', days(1, 1))).toEqual(['m1']);
  });
  test('not a mail and a call on one day, and not where the contact set the pace', () => {
    expect(at('gap-too-short', [mail(0), call({ day: 0 })])).toEqual([]);
    expect(at('gap-too-short', [mail(0, { purpose: 'confirm' }), mail(1, { day: 0 })], nurture)).toEqual([]);
  });
});

describe('gap-too-long', () => {
  test('more than a week between two steps of an outbound cadence', () => {
    expect(at('gap-too-long', days(1, 9))).toEqual(['m1']);
    expect(at('gap-too-long', [mail(0), mail(1, { day: undefined, after: '6 business days' })])).toEqual([
      'm1',
    ]);
  });
  test('not a week, not two before a break-up, not after a purchase', () => {
    expect(at('gap-too-long', days(1, 8))).toEqual([]);
    expect(at('gap-too-long', [mail(0), mail(1, { day: 14, purpose: 'break-up' })])).toEqual([]);
    expect(at('gap-too-long', [mail(0), mail(1, { day: 30, purpose: 'replenish' })], nurture)).toEqual([]);
    expect(at('gap-too-long', days(1, 9), { goal: 'converted:order', stopOn: ['converted:order'] })).toEqual(
      [],
    );
  });
});

describe('same-slot', () => {
  const find = (list: number[], schedule?: Step) => at('same-slot', days(...list), schedule && { schedule });
  test('whole weeks apart', () => expect(find([1, 8, 15])).toEqual(['*']));
  test('open on one weekday only', () => expect(find([1, 4, 9], { days: ['tue'] })).toEqual(['*']));
  test('each on the same day of its own', () => {
    const tuesdays = [0, 1, 2].map((n) => mail(n, { days: ['tue'] }));
    expect(at('same-slot', tuesdays)).toEqual(['*']);
  });
  test('not where the steps have times or days of their own that differ', () => {
    const times = [1, 8, 15].map((day, n) => mail(n, { day, at: `1${n}:30` }));
    expect(at('same-slot', times)).toEqual([]);
    const alternating = [1, 8, 15].map((day, n) => mail(n, { day, days: [n % 2 === 0 ? 'tue' : 'thu'] }));
    expect(at('same-slot', alternating)).toEqual([]);
  });
  test('not other days, and not two mails', () => {
    expect(find([1, 8, 14])).toEqual([]);
    expect(find([1, 8])).toEqual([]);
  });
});

test('more text than is read is said to be unread', () => {
  const body = 'a word and another one, '.repeat(4_000);
  const variants = Array.from({ length: 11 }, (_, n) => ({ key: `v${n}`, body }));
  expect(at('texts-too-long', [mail(0, { body: undefined, variants })])).toEqual(['*']);
});
