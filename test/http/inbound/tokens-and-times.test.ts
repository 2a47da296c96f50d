import { describe, expect, test } from '@jest/globals';
import { TouchTokens } from '#runtime';
import { inboundCrest, type Letter } from './support/inbound-crest.ts';

const crest = await inboundCrest();
const { write, mail, standing, suppressed } = crest;

const reply = (name: string, letter: Letter) => [
  ...[`From: ${name}@example.com`, `Message-ID: <answer-${letter.id}@home.example>`, 'Subject: Re: Hello'],
  ...[`In-Reply-To: ${letter.messageId}`, '', 'Yes, gladly.'],
];

test('a mail to unsubscribe with one letter of its token changed, or with a token for something else, unsubscribes nobody', async () => {
  const letter = await write('stayer');
  const { unsubscribeToken } = letter;
  const tokens = new TouchTokens(crest.installation.secret);
  const wrong = [
    unsubscribeToken.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    unsubscribeToken.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
    tokens.make('open', letter.id),
    tokens.make('reply', letter.id),
  ];
  for (const [index, token] of wrong.entries()) {
    const lines = ['From: a@nowhere.example', `Message-ID: <wrong-${index}@x>`];
    const taken = await mail(...lines, `Subject: unsubscribe ${token}`, '', '');
    expect([index, taken.confidence, taken.events]).toEqual([index, 'none', []]);
  }
  expect([await suppressed('stayer'), await standing('stayer')]).toEqual([null, 'active']);
});

describe('when a mail came in', () => {
  const timeOf = async (name: string, date: string) => {
    const letter = await write(name);
    await mail(`Date: ${date}`, ...reply(name, letter));
    const [event] = (await crest.logged()).filter(({ intentId }) => intentId === letter.id);
    const { now } = await crest.get('/v1/clock');
    return [event?.occurredAt, now];
  };

  // Providers go on trying for days.
  test.each([
    ['dated', 'Mon, 05 Jan 2026 08:20:00 +0000', '2026-01-05T08:20:00.000Z'],
    ['delayed', 'Thu, 01 Jan 2026 08:20:00 +0000', '2026-01-01T08:20:00.000Z'],
  ])('is what it says, where that can be: %s', async (name, date, expected) => {
    const [at] = await timeOf(name, date);
    expect(at).toBe(expected);
  });

  test.each([
    ['undated', 'yesterday'],
    ['late', 'Mon, 29 Dec 2025 08:00:00 +0000'],
    ['future', 'Thu, 01 Jan 2099 08:00:00 +0000'],
  ])('is now, where it says nothing that can be: %s', async (name, date) => {
    const [at, now] = await timeOf(name, date);
    expect(at).toBe(now);
  });
});
