import { expect, test } from '@jest/globals';
import { parseSequence } from '../file/parse.ts';
import type { EmailStep } from '../steps/email.ts';
import { replySubject, subjectTemplate } from './thread-subject.ts';

test('a mail without a subject has the one that its thread begins with', () => {
  const mail = { type: 'email', day: 0, body: 'Hi' };
  const parsed = parseSequence({
    key: 'demo',
    goal: 'replied',
    steps: [
      {
        ...mail,
        key: 'a',
        variants: [
          { key: 'x', subject: 'One' },
          { key: 'y', subject: 'Two' },
        ],
      },
      { ...mail, key: 'b', thread: 'a' },
      { ...mail, key: 'c', thread: 'b' },
      { ...mail, key: 'd', thread: 'b', subject: 'Own' },
    ],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const emails = parsed.sequence.steps as EmailStep[];
  const subjects = emails.flatMap((step) =>
    step.variants.map((v) => subjectTemplate(parsed.sequence, step, v)),
  );
  expect(subjects).toEqual(['One', 'Two', 'One', 'One', 'Own']);
});

test('a reply to a reply says "Re:" once', () => {
  expect(replySubject('Hello')).toBe('Re: Hello');
  expect(replySubject('RE: Hello')).toBe('RE: Hello');
});
