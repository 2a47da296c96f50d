import { expect, test } from '@jest/globals';
import { returnDateIn } from './return-date.ts';

const SENT = '2026-04-20';

test.each([
  ['I will be back on May 5th.', '2026-05-05'],
  ['returning to the office on Monday, 5 May 2026', '2026-05-05'],
  ['I am away until 2026-05-05', '2026-05-05'],
  ['back in the office on Tuesday, May 5, 2026', '2026-05-05'],
  ['Out of office from 1 April until 5 May', '2026-05-05'],
  ['I will return on January 7', '2027-01-07'],
  ['Ich bin ab dem 05.05.2026 wieder im Büro, zurück am 5.5.', '2026-05-05'],
  ['Ich bin bis zum 5. Mai nicht im Haus', '2026-05-05'],
  ['Je suis absente jusqu’au 5 mai inclus', '2026-05-05'],
  ['Estaré fuera hasta el 5 de mayo de 2026', '2026-05-05'],
  ['Estou de férias até 5 de maio', '2026-05-05'],
  ['Sono in ferie fino al 5 maggio', '2026-05-05'],
  ['Ik ben terug op 5 mei', '2026-05-05'],
  ['Я в отпуске до 5 мая', '2026-05-05'],
  ['back on 13/05/2026', '2026-05-13'],
  ['back on 05/13/2026', '2026-05-13'],
])('%s', (text, date) => expect(returnDateIn(text, SENT)).toBe(date));

test.each([
  ['back on 05/06/2026'],
  ['I will be back soon'],
  ['back on May 45'],
  ['The offer is good for 5 May'],
  ['back on 31.02.2026'],
])('no day can be read without doubt: %s', (text) => expect(returnDateIn(text, SENT)).toBeNull());

test('a day without a year is none without the day on which the mail was sent', () => {
  expect(returnDateIn('back on May 5th', null)).toBeNull();
  expect(returnDateIn('back on May 5th, 2026', null)).toBe('2026-05-05');
});
