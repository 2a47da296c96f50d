import { expect, test } from '@jest/globals';
import { subjectFits } from './subject-fits.ts';

test.each([
  ['{{company}} and tighter cadences', 'Re: Acme and tighter cadences', true],
  ['A 2-page case study', 'AW: Re[2]: a 2-page  case study', true],
  ['Hello {{firstName}}, a word', 'SV: Hello Åsa, a word', true],
  ['Hello {{firstName}}, a word', 'SV: Hello Åsa, a word more', false],
  ['Hello {{firstName}}', 'Invoice 17', false],
  ['Hello {{firstName}}', 'Re: well, Hello Ada', false],
  ['{{default subject "Hi"}}', 'Anything at all', false],
  ['Last attempt', 'Re: Last attempt', true],
  ['aba{{x}}ba long enough', 'aba long enough', false],
])('the subject of %s is answered by %s: %s', (template, subject, fits) => {
  expect(subjectFits(template, subject)).toBe(fits);
});

test('a megabyte of prefixes or blanks takes no time to speak of', () => {
  const start = process.cpuUsage();
  for (const text of ['re: '.repeat(250_000), ' '.repeat(1_000_000), 're['.repeat(300_000)])
    subjectFits('Hello {{a}} and {{b}}', text);
  expect(process.cpuUsage(start).user / 1e3).toBeLessThan(10_000);
});
