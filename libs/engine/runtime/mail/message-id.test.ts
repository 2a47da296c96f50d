import { expect, test } from '@jest/globals';
import { messageId } from './message-id.ts';

test('the Message-ID follows from the intent and the domain that the mail is from', () => {
  expect(messageId('6d2b1b53', 'ada@example.com')).toBe('<6d2b1b53@example.com>');
  expect(messageId('6d2b1b53', '"a@b, Ada" <ada@mail.example.com>')).toBe('<6d2b1b53@mail.example.com>');
});
