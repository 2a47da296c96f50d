import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Parsed, type Problem, parseSequence, parseSequenceText } from './parse.ts';

const DAY = 86_400_000;

function problemsOf(parsed: Parsed): readonly Problem[] {
  if (parsed.ok) throw new Error('It was accepted.');
  return parsed.problems;
}

function sequenceOf(parsed: Parsed) {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

const EMAIL = { key: 'intro', type: 'email', day: 0, subject: 'Hello', body: 'Hi {{firstName}}' };
const LAST = { key: 'last', type: 'email', day: 9, subject: 'Hello', body: 'Hi' };

/** A right file but for what is given. */
function file(changes: Record<string, unknown>, ...steps: unknown[]): unknown {
  return { key: 'demo', goal: 'replied', steps: steps.length === 0 ? [EMAIL] : steps, ...changes };
}

describe('a file without anything optional', () => {
  const sequence = sequenceOf(parseSequence(file({})));

  test('has the defaults of the contract', () => {
    expect(sequence).toEqual({
      key: 'demo',
      name: 'demo',
      goal: 'replied',
      schedule: null,
      stopOn: ['unsubscribed', 'bounced', 'complained', 'replied'],
      reentry: 'never',
      minGap: DAY,
      explore: null,
      steps: [
        {
          key: 'intro',
          name: 'intro',
          type: 'email',
          purpose: null,
          goal: null,
          window: 7 * DAY,
          due: { day: 0 },
          variants: [{ key: 'default', weight: 1, subject: 'Hello', body: 'Hi {{firstName}}' }],
        },
      ],
    });
  });

  test('is plain data that survives JSON', () => {
    expect(JSON.parse(JSON.stringify(sequence))).toEqual(sequence);
  });
});

test('a stopOn that is given is taken as given', () => {
  expect(sequenceOf(parseSequence(file({ stopOn: ['unsubscribed', 'bounced'] }))).stopOn).toEqual([
    'unsubscribed',
    'bounced',
  ]);
  expect(sequenceOf(parseSequence(file({ stopOn: [] }))).stopOn).toEqual([]);
});

test('null stands for a field left out', () => {
  expect(sequenceOf(parseSequence(file({ schedule: null, explore: null, name: null }))).schedule).toBeNull();
});

test('what a schedule leaves out does not restrict it', () => {
  expect(sequenceOf(parseSequence(file({ schedule: {} }))).schedule).toEqual({
    timezone: 'contact',
    days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    from: 0,
    to: 1_440,
    holidays: [],
  });
});

test('a variant takes from the step what it does not say', () => {
  const step = { ...EMAIL, variants: [{ key: 'a' }, { key: 'b', weight: 3, subject: 'Other' }] };
  expect(sequenceOf(parseSequence(file({}, step))).steps[0]).toMatchObject({
    variants: [
      { key: 'a', weight: 1, subject: 'Hello', body: 'Hi {{firstName}}' },
      { key: 'b', weight: 3, subject: 'Other', body: 'Hi {{firstName}}' },
    ],
  });
});

test('an exploration is taken, with the warning that it does not run yet', () => {
  const parsed = parseSequence(file({ explore: { skip: 0.1 } }));
  expect(sequenceOf(parsed).explore).toEqual({ skip: 0.1, order: null });
  expect(parsed.ok && parsed.warnings.map(({ path }) => path)).toEqual(['explore']);
});

test('the example of the contract parses, all five types in it', () => {
  const sequence = sequenceOf(parseSequenceText(readFileSync('examples/b2b-outbound.yaml', 'utf8')));
  const steps = [
    ...sequence.steps.slice(0, 3).map(({ key }) => ({ ...EMAIL, key, day: 4 })),
    {
      key: 'warm',
      type: 'branch',
      if: {
        any: [
          { event: 'opened', step: 'case-study', within: '3d' },
          { contact: 'plan', eq: 'trial' },
        ],
      },
      then: 'call',
      else: 'value-add',
    },
    { key: 'call', type: 'task', day: 7, channel: 'call', title: 'Call', autoSkipAfter: '5d' },
    { ...EMAIL, key: 'value-add', day: 10 },
    { key: 'pause', type: 'wait', for: '2d', until: { event: 'clicked' } },
    { key: 'leave', type: 'exit', to: 'trial-nurture' },
  ];
  const parsed = sequenceOf(parseSequence(file({}, ...steps)));
  expect(parsed.steps.map(({ type }) => type)).toEqual([
    'email',
    'email',
    'email',
    'branch',
    'task',
    'email',
    'wait',
    'exit',
  ]);
  expect(parsed.steps[3]).toMatchObject({
    if: {
      any: [
        { event: 'opened', step: 'case-study', within: 3 * DAY },
        { contact: 'plan', op: 'eq', value: 'trial' },
      ],
    },
    due: { after: { unit: 'elapsed', ms: 0 } },
  });
});

const branch = (condition: unknown) => [
  EMAIL,
  { key: 'b', type: 'branch', if: condition, then: 'last', else: 'last' },
  LAST,
];

describe('wrong files', () => {
  const wrong: [name: string, input: unknown, path: string, reason: RegExp, fix: RegExp][] = [
    ['no mapping', 'text', '', /text where a mapping/, /field: value/],
    ['nothing', null, '', /nothing where a mapping/, /field: value/],
    ['a list', [], '', /list where a mapping/, /field: value/],
    ['no key', file({ key: undefined }), 'key', /missing/, /Add "key", such as "case-study"/],
    ['a key with capitals', file({ key: 'My Demo' }), 'key', /not a key/, /"my-demo"/],
    ['a key too long', file({ key: 'a'.repeat(65) }), 'key', /too long/, /64/],
    ['a name of nothing', file({ name: ' ' }), 'name', /empty/, /Write a name/],
    ['no goal', file({ goal: undefined }), 'goal', /missing/, /"replied"/],
    ['an unknown goal', file({ goal: 'repled' }), 'goal', /not an event type/, /"replied"/],
    ['a tracked goal', file({ goal: 'tracked' }), 'goal', /not an event type/, /Use one of/],
    [
      'a goal without a name',
      file({ goal: 'converted:' }),
      'goal',
      /does not name/,
      /converted:review-submitted/,
    ],
    ['a goal in two words', file({ goal: 'converted:Sign Up' }), 'goal', /kebab-case/, /converted:sign-up/],
    [
      'a stop that is no outside event',
      file({ stopOn: ['sent'] }),
      'stopOn[0]',
      /not an event type/,
      /Use one of/,
    ],
    ['a stop that is no text', file({ stopOn: [7] }), 'stopOn[0]', /a number where text/, /Write text/],
    ['an unknown field', file({ stepz: 1 }), 'stepz', /not a field/, /"steps"/],
    [
      'a field like nothing',
      file({ horoscope: 1 }),
      'horoscope',
      /not a field/,
      /fields here are: key, name/,
    ],
    ['an unknown reentry', file({ reentry: 'alwais' }), 'reentry', /not a value/, /"always"/],
    ['a bad gap', file({ minGap: '1 day' }), 'minGap', /not a length of time/, /2d, 36h/],
    [
      'a gap in business days',
      file({ minGap: '1 business day' }),
      'minGap',
      /no fixed span/,
      /days or hours/,
    ],
    [
      'an unknown zone',
      file({ schedule: { timezone: 'Mars/Olympus' } }),
      'schedule.timezone',
      /not a time zone/,
      /IANA/,
    ],
    [
      'an offset for a zone',
      file({ schedule: { timezone: '+02:00' } }),
      'schedule.timezone',
      /not a time zone/,
      /IANA/,
    ],
    ['no open day', file({ schedule: { days: [] } }), 'schedule.days', /too short/, /at least 1/],
    ['an unknown day', file({ schedule: { days: ['mon', 'tuu'] } }), 'schedule.days[1]', /"tuu"/, /"tue"/],
    [
      'hours that end before they begin',
      file({ schedule: { from: '17:00', to: '09:00' } }),
      'schedule.to',
      /no time/,
      /later/,
    ],
    [
      'hours of no length',
      file({ schedule: { from: '09:00', to: '09:00' } }),
      'schedule.to',
      /no time/,
      /later/,
    ],
    [
      'an hour that is none',
      file({ schedule: { from: '9am' } }),
      'schedule.from',
      /not a time of day/,
      /"09:00"/,
    ],
    [
      'an hour after midnight',
      file({ schedule: { to: '24:01' } }),
      'schedule.to',
      /not a time of day/,
      /24:00/,
    ],
    [
      'a holiday that does not exist',
      file({ schedule: { holidays: ['2026-02-29'] } }),
      'schedule.holidays[0]',
      /not a date/,
      /existing/,
    ],
    [
      'an unknown field of a schedule',
      file({ schedule: { tz: 'UTC' } }),
      'schedule.tz',
      /not a field/,
      /timezone/,
    ],
    ['a schedule of text', file({ schedule: 'daily' }), 'schedule', /text where a mapping/, /field: value/],
    ['a skip of everything', file({ explore: { skip: 1 } }), 'explore.skip', /too large/, /less than 1/],
    [
      'an exploration of two kinds',
      file({ explore: { skip: 0.1, order: 'williams' } }),
      'explore',
      /either/,
      /skip: 0.1/,
    ],
    ['no steps', file({ steps: undefined }), 'steps', /missing/, /Add "steps"/],
    ['a list of no steps', file({ steps: [] }), 'steps', /0 steps/, /between 1 and 100/],
    [
      'too many steps',
      file({ steps: Array.from({ length: 101 }, () => EMAIL) }),
      'steps',
      /101 steps/,
      /100/,
    ],
    ['steps that are no list', file({ steps: EMAIL }), 'steps', /mapping where a list/, /- \.\.\./],
    ['a step that is no mapping', file({}, 'email'), 'steps[0]', /text where a mapping/, /field: value/],
    [
      'a step without a type',
      file({}, { ...EMAIL, type: undefined }),
      'steps[0].type',
      /missing/,
      /email, task, wait/,
    ],
    [
      'a step of an unknown type',
      file({}, { ...EMAIL, type: 'mail' }),
      'steps[0].type',
      /not a type/,
      /"email"/,
    ],
    [
      'a type that objects inherit',
      file({}, { ...EMAIL, type: 'constructor' }),
      'steps[0].type',
      /not a type/,
      /Use one of/,
    ],
    ['a step without a key', file({}, { ...EMAIL, key: undefined }), 'steps[0].key', /missing/, /case-study/],
    [
      'two steps of one key',
      file({}, EMAIL, { ...EMAIL, day: 2 }),
      'steps[1].key',
      /the first is step 1/,
      /"intro-2"/,
    ],
    [
      'an unknown field of a step',
      file({}, { ...EMAIL, subjct: 'x' }),
      'steps[0].subjct',
      /not a field/,
      /"subject"/,
    ],
    [
      'a purpose of two words',
      file({}, { ...EMAIL, purpose: 'Say Hi' }),
      'steps[0].purpose',
      /kebab-case/,
      /"say-hi"/,
    ],
    [
      'a step goal that is none',
      file({}, { ...EMAIL, goal: 'win' }),
      'steps[0].goal',
      /not an event type/,
      /Use one of/,
    ],
    ['a window of no time', file({}, { ...EMAIL, window: '0d' }), 'steps[0].window', /no time/, /7d/],
    [
      'a window in business days',
      file({}, { ...EMAIL, window: '3 business days' }),
      'steps[0].window',
      /no fixed span/,
      /36h/,
    ],
    [
      'an email that never falls due',
      file({}, { ...EMAIL, day: undefined }),
      'steps[0]',
      /when it falls due/,
      /day: 3/,
    ],
    ['an email due twice', file({}, { ...EMAIL, after: '2d' }), 'steps[0].after', /both/, /Keep one/],
    [
      'half a day',
      file({}, { ...EMAIL, day: 0.5 }),
      'steps[0].day',
      /a number where a whole number/,
      /whole number/,
    ],
    ['a day as text', file({}, { ...EMAIL, day: '3' }), 'steps[0].day', /text where a number/, /such as 3/],
    ['a day before enrollment', file({}, { ...EMAIL, day: -1 }), 'steps[0].day', /too small/, /at least 0/],
    ['a day in the far future', file({}, { ...EMAIL, day: 4_000 }), 'steps[0].day', /too large/, /3650/],
    [
      'a delay of a month',
      file({}, { ...EMAIL, day: undefined, after: 'P1M' }),
      'steps[0].after',
      /not a length/,
      /PT36H or P2D/,
    ],
    [
      'a delay without a unit',
      file({}, { ...EMAIL, day: undefined, after: 2 }),
      'steps[0].after',
      /a number where text/,
      /"2d"/,
    ],
    [
      'days that fall',
      file({}, { ...EMAIL, day: 4 }, { ...LAST, day: 3 }),
      'steps[1].day',
      /after day 4 of step "intro"/,
      /day 4 or later/,
    ],
    [
      'no subject',
      file({}, { ...EMAIL, subject: undefined }),
      'steps[0].subject',
      /no subject/,
      /Add "subject"/,
    ],
    ['no body', file({}, { ...EMAIL, body: undefined }), 'steps[0].body', /no body/, /Add "body"/],
    ['an empty body', file({}, { ...EMAIL, body: ' \n' }), 'steps[0].body', /empty/, /Write the text/],
    [
      'a template that does not close',
      file({}, { ...EMAIL, body: '{{#if a}}' }),
      'steps[0].body',
      /not a valid template/,
      /\{\{\/if\}\}/,
    ],
    [
      'a partial in a template',
      file({}, { ...EMAIL, body: 'Hi\n{{> x}}' }),
      'steps[0].body',
      /partial.*line 2/,
      /fields, if/,
    ],
    [
      'variants of nothing',
      file({}, { ...EMAIL, variants: [] }),
      'steps[0].variants',
      /0 variants/,
      /between 1 and 20/,
    ],
    [
      'a variant without a key',
      file({}, { ...EMAIL, variants: [{}] }),
      'steps[0].variants[0].key',
      /missing/,
      /Add "key"/,
    ],
    [
      'two variants of one key',
      file({}, { ...EMAIL, variants: [{ key: 'a' }, { key: 'a' }] }),
      'steps[0].variants[1].key',
      /Two variants/,
      /"a-2"/,
    ],
    [
      'a variant of no weight',
      file({}, { ...EMAIL, variants: [{ key: 'a', weight: 0 }] }),
      'steps[0].variants[0].weight',
      /too small/,
      /more than 0/,
    ],
    [
      'a variant of less than no weight',
      file({}, { ...EMAIL, variants: [{ key: 'a', weight: -2 }] }),
      'steps[0].variants[0].weight',
      /too small/,
      /more than 0/,
    ],
    [
      'a variant of endless weight',
      file({}, { ...EMAIL, variants: [{ key: 'a', weight: Number.POSITIVE_INFINITY }] }),
      'steps[0].variants[0].weight',
      /./,
      /./,
    ],
    [
      'a variant without a body',
      file({}, { ...EMAIL, body: undefined, variants: [{ key: 'a' }] }),
      'steps[0].variants[0].body',
      /no body/,
      /each of its variants/,
    ],
    [
      'a hostile variant',
      file({}, { ...EMAIL, variants: [{ key: 'a', subject: '{{{x}}}' }] }),
      'steps[0].variants[0].subject',
      /not allowed/,
      /\{\{\.\.\.\}\}/,
    ],
    [
      'an unknown channel',
      file({}, { key: 't', type: 'task', day: 1, channel: 'fax', title: 'x' }),
      'steps[0].channel',
      /"fax"/,
      /call, linkedin/,
    ],
    [
      'a task without a title',
      file({}, { key: 't', type: 'task', day: 1, channel: 'call' }),
      'steps[0].title',
      /missing/,
      /Call/,
    ],
    [
      'a task that skips itself at once',
      file({}, { key: 't', type: 'task', day: 1, channel: 'call', title: 'x', autoSkipAfter: '0h' }),
      'steps[0].autoSkipAfter',
      /no time/,
      /2d/,
    ],
    [
      'a task that never falls due',
      file({}, { key: 't', type: 'task', channel: 'call', title: 'x' }),
      'steps[0]',
      /when it falls due/,
      /after: 2d/,
    ],
    ['a wait for nothing', file({}, { key: 'w', type: 'wait' }), 'steps[0].for', /missing/, /"2d"/],
    [
      'a wait until anything',
      file({}, { key: 'w', type: 'wait', for: '2d', until: { event: 'clickd' } }),
      'steps[0].until.event',
      /not an event type/,
      /"clicked"/,
    ],
    [
      'a wait until no event',
      file({}, { key: 'w', type: 'wait', for: '2d', until: {} }),
      'steps[0].until.event',
      /missing/,
      /replied/,
    ],
    [
      'a wait on a step that is not there',
      file({}, { key: 'w', type: 'wait', for: '2d', until: { event: 'clicked', step: 'intr' } }, EMAIL),
      'steps[0].until.step',
      /no step "intr"/,
      /"intro"/,
    ],
    [
      'a branch without a condition',
      file({}, EMAIL, { key: 'b', type: 'branch', then: 'last', else: 'last' }, LAST),
      'steps[1].if',
      /missing/,
      /Add "if"/,
    ],
    [
      'a branch to nowhere',
      file({}, EMAIL, { key: 'b', type: 'branch', if: { event: 'opened' }, then: 'lst', else: 'last' }, LAST),
      'steps[1].then',
      /no step "lst"/,
      /"last"/,
    ],
    ['an empty condition', file({}, ...branch({})), 'steps[1].if', /none of them/, /"any" or "all"/],
    [
      'a condition of two kinds',
      file({}, ...branch({ event: 'opened', contact: 'plan', eq: 1 })),
      'steps[1].if',
      /event and contact/,
      /Write one/,
    ],
    ['an empty any', file({}, ...branch({ any: [] })), 'steps[1].if.any', /0 conditions/, /between 1 and 50/],
    [
      'a condition on an event inside a machine',
      file({}, ...branch({ event: 'opened:machine' })),
      'steps[1].if.event',
      /not an event type/,
      /./,
    ],
    [
      'a condition on a step that is not there',
      file({}, ...branch({ not: { event: 'opened', step: 'x-y' } })),
      'steps[1].if.not.step',
      /no step "x-y"/,
      /intro, b, last/,
    ],
    [
      'a condition without a comparison',
      file({}, ...branch({ contact: 'plan' })),
      'steps[1].if',
      /no comparison/,
      /eq, ne, in/,
    ],
    [
      'a condition with two comparisons',
      file({}, ...branch({ contact: 'plan', eq: 1, gt: 0 })),
      'steps[1].if',
      /eq and gt/,
      /Give one/,
    ],
    [
      'a comparison with a mapping',
      file({}, ...branch({ contact: 'plan', eq: {} })),
      'steps[1].if.eq',
      /cannot compare/,
      /text, a number/,
    ],
    [
      'a comparison with nothing',
      file({}, ...branch({ contact: 'plan', eq: null })),
      'steps[1].if.eq',
      /with nothing/,
      /exists: false/,
    ],
    [
      'an order of truth',
      file({}, ...branch({ contact: 'plan', gt: true })),
      'steps[1].if.gt',
      /cannot compare/,
      /a number or text/,
    ],
    [
      'an in that is no list',
      file({}, ...branch({ contact: 'plan', in: 'a' })),
      'steps[1].if.in',
      /text where a list/,
      /list/,
    ],
    [
      'an exists that is no truth',
      file({}, ...branch({ contact: 'plan', exists: 'yes' })),
      'steps[1].if.exists',
      /true or false/,
      /true/,
    ],
    [
      'a span beside a contact',
      file({}, ...branch({ contact: 'plan', eq: 1, within: '2d' })),
      'steps[1].if.within',
      /says nothing/,
      /"event"/,
    ],
    [
      'conditions that nest too deeply',
      file(
        {},
        ...branch({
          not: { not: { not: { not: { not: { not: { not: { not: { event: 'opened' } } } } } } } },
        }),
      ),
      'steps[1].if.not.not.not.not.not.not.not.not',
      /deeper than 8/,
      /several branches/,
    ],
    [
      'a step that no way leads to',
      file({}, { key: 'e', type: 'exit' }, EMAIL),
      'steps[1]',
      /No way leads to step "intro"/,
      /by name/,
    ],
    [
      'a circle without a wait',
      file(
        {},
        EMAIL,
        { key: 'b', type: 'branch', if: { event: 'opened' }, then: 'intro', else: 'last' },
        LAST,
      ),
      'steps[0]',
      /intro → b → intro/,
      /Put a wait/,
    ],
    [
      'a circle over a wait that may be over',
      file(
        {},
        { ...EMAIL, day: 0 },
        { key: 'w', type: 'wait', for: '2d', until: { event: 'clicked', step: 'intro' } },
        { key: 'b', type: 'branch', if: { event: 'opened' }, then: 'intro', else: 'last' },
        LAST,
      ),
      'steps[0]',
      /circle/,
      /past event/,
    ],
    [
      'an exit into itself',
      file({}, { key: 'e', type: 'exit', to: 'demo' }),
      'steps[0].to',
      /this same sequence/,
      /branch/,
    ],
    [
      'an exit to no key',
      file({}, { key: 'e', type: 'exit', to: 'Trial Nurture' }),
      'steps[0].to',
      /not a key/,
      /"trial-nurture"/,
    ],
  ];

  test.each(wrong)('%s', (_, input, path, reason, fix) => {
    const problems = problemsOf(parseSequence(input));
    expect(problems).toEqual([
      { path, line: null, reason: expect.stringMatching(reason), fix: expect.stringMatching(fix) },
    ]);
  });
});

test('a circle with a wait in it is allowed', () => {
  const steps = [
    EMAIL,
    { key: 'pause', type: 'wait', for: '2d' },
    { key: 'again', type: 'branch', if: { event: 'opened' }, then: 'intro', else: 'last' },
    LAST,
  ];
  expect(parseSequence(file({}, ...steps)).ok).toBe(true);
});

test('days may differ between the arms of a branch', () => {
  const steps = [
    EMAIL,
    { key: 'b', type: 'branch', if: { event: 'opened' }, then: 'late', else: 'early' },
    { ...EMAIL, key: 'late', day: 9 },
    { key: 'out', type: 'exit' },
    { ...EMAIL, key: 'early', day: 3 },
  ];
  expect(parseSequence(file({}, ...steps)).ok).toBe(true);
});

test('every problem is told at once, wherever it stands', () => {
  const problems = problemsOf(
    parseSequence({
      key: 'Demo',
      goal: 'won',
      schedule: { timezone: 'Mars/Olympus', from: '10:00', to: '09:00' },
      steps: [
        {
          key: 'a',
          type: 'email',
          subject: '{{{x}}}',
          variants: [{ key: 'a', weight: 0 }, { key: 'a' }],
          day: 2,
          after: '1d',
        },
        { key: 'a', type: 'branch', if: { event: 'opened', step: 'zz' }, then: 'nowhere' },
        { type: 'task', day: 1 },
      ],
    }),
  );
  expect(problems.map(({ path }) => path).toSorted()).toEqual(
    [
      'goal',
      'key',
      'schedule.timezone',
      'schedule.to',
      'steps[0].after',
      'steps[0].subject',
      'steps[0].variants[0].body',
      'steps[0].variants[0].weight',
      'steps[0].variants[1].body',
      'steps[0].variants[1].key',
      'steps[1].else',
      'steps[1].if.step',
      'steps[1].key',
      'steps[1].then',
      'steps[2].channel',
      'steps[2].key',
      'steps[2].title',
    ].toSorted(),
  );
});

test('an input that holds itself is refused', () => {
  const circle: Record<string, unknown> = { key: 'demo' };
  circle.steps = [circle];
  expect(problemsOf(parseSequence(circle))[0]?.reason).toMatch(/deeper than 40/);
});

test('a key that would reach into every object is one unknown field', () => {
  const input: unknown = JSON.parse('{"key":"demo","goal":"replied","__proto__":{"x":1},"steps":[]}');
  expect(problemsOf(parseSequence(input)).map(({ path }) => path)).toEqual(['__proto__', 'steps']);
});

test('any plain data at all are a sequence or problems with a reason and a fix, never an exception', () => {
  const keys = fc.constantFrom(
    'key',
    'goal',
    'steps',
    'type',
    'day',
    'if',
    'any',
    'variants',
    'schedule',
    'until',
    'for',
    'x',
  );
  const words = fc.constantFrom('email', 'branch', 'wait', 'replied', '2d', 'a', 'b', '');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      words,
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(
      fc.oneof(
        value,
        value.map((steps) => ({ key: 'a', goal: 'replied', steps })),
      ),
      (input) => {
        const parsed = parseSequence(input);
        if (parsed.ok) return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const { reason, fix } of parsed.problems)
          expect([reason.length > 0, fix.length > 0]).toEqual([true, true]);
      },
    ),
    { numRuns: 2_000 },
  );
});
