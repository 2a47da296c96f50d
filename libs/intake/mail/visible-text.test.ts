import { describe, expect, test } from '@jest/globals';
import { textOfHtml } from './text-of-html.ts';
import { writtenText } from './visible-text.ts';

const visible = (text: string): string => writtenText(text).visible;

describe('what its author wrote, above what is quoted', () => {
  test.each([
    ['Gmail', 'On Mon, Apr 2, 2012 at 6:26 PM, Ana Lopez <ana@example.com> wrote:\n\n> Hi'],
    ['Gmail, broken', 'On Mon, Apr 2, 2012 at 6:26 PM, Ana Lopez\n<ana@example.com> wrote:\n\n> Hi'],
    ['Apple Mail', 'On Apr 3, 2012, at 4:19 PM, bob wrote:\n\n> Hi'],
    [
      'Outlook',
      'From: Bob [mailto:bob@example.com]\nSent: March-09-12 4:22 PM\nTo: Ana\nSubject: Hi\n\nHi Ana',
    ],
    [
      'Hotmail',
      'Date: Mon, 2 Apr 2012 17:44:22 +0400\nSubject: Test\nFrom: bob@example.com\nTo: ana@example.com\n\nHi',
    ],
    ['Yahoo', '________________________________\n From: Bob <bob@example.com>\nTo: ana@example.com\n\nHi'],
    ['AOL', '-----Original Message-----\nFrom: bob <bob@example.com>\n\nHi'],
    ['German', 'Am 02.04.2012 um 18:26 schrieb Bob <bob@example.com>:\n\n> Hi'],
    [
      'German Outlook',
      'Von: Bob <bob@example.com>\nGesendet: Montag, 2. April 2012\nAn: Ana\nBetreff: Hi\n\nHi',
    ],
    ['French', 'Le 2 avril 2012 à 18:26, Bob <bob@example.com> a écrit :\n\n> Hi'],
    ['French Outlook', 'De : Bob <bob@example.com>\nEnvoyé : lundi 2 avril 2012\nÀ : Ana\nObjet : Hi\n\nHi'],
    ['Spanish', 'El lun, 2 abr 2012 a las 18:26, Bob (<bob@example.com>) escribió:\n\n> Hi'],
    ['Portuguese', 'Em seg., 2 de abr. de 2012 às 18:26, Bob <bob@example.com> escreveu:\n\n> Hi'],
    ['Italian', 'Il giorno lun 2 apr 2012 alle ore 18:26 Bob <bob@example.com> ha scritto:\n\n> Hi'],
    ['Dutch', 'Op ma 2 apr. 2012 om 18:26 schreef Bob <bob@example.com>:\n\n> Hi'],
    ['Russian', '02.04.2012 14:20 пользователь "bob@example.com" <bob@example.com> написал:\n\n> Hi'],
    ['Russian Outlook', 'От: Bob <bob@example.com>\nОтправлено: 2 апреля 2012\nКому: Ana\nТема: Hi\n\nHi'],
    ['Polish', 'pon., 2 kwi 2012 o 18:26 Bob <bob@example.com> napisał(a):\n\n> Hi'],
    ['Japanese', '2012年4月2日(月) 18:26 Bob <bob@example.com>:\n\n> Hi'],
    ['Chinese', 'Bob <bob@example.com> 于2012年4月2日周一 18:26写道：\n\n> Hi'],
  ])('%s', (_, quote) => expect(visible(`Hello\n\n${quote}`)).toBe('Hello'));

  test('answers between and below the quotes are kept', () => {
    expect(visible('On 04/02/2012 06:26 PM, Bob wrote:\n> Red or blue?\nBlue.\n> When?\nFriday.')).toBe(
      'Blue.\nFriday.',
    );
  });

  test('a sentence is no announcement', () => {
    const text = 'On Monday I wrote to Bob.\n\nFrom: here on we do it this way:\n- one\n- two';
    expect(visible(text)).toBe(text);
  });

  test('a long paragraph stays whole', () => {
    const text = 'word '.repeat(2_000).trim();
    expect(visible(text)).toBe(text);
  });
});

describe('the signature', () => {
  test('stands behind two dashes, or is the line of a phone', () => {
    expect(writtenText('Yes\n\n-- \nAna Lopez\nExample Inc.')).toEqual({
      visible: 'Yes',
      signature: 'Ana Lopez\nExample Inc.',
    });
    expect(writtenText('Yes\n\nSent from my iPhone')).toEqual({
      visible: 'Yes',
      signature: 'Sent from my iPhone',
    });
    expect(writtenText('Ja\n\nVon meinem iPhone gesendet\n\n> Hi').visible).toBe('Ja');
  });

  test('is not what somebody says of a phone', () => {
    expect(writtenText('Sent from my office this morning.\nDid it arrive?').signature).toBeNull();
  });
});

test('HTML is quoted as deep as it says', () => {
  const html =
    '<html><head><style>p{margin:0}</style></head><body><p>Hello &amp; welcome</p>' +
    '<div class="gmail_quote">On Mon, Apr 2, 2012 at 6:26 PM, Bob wrote:<br><blockquote>Hi<blockquote>older</blockquote></blockquote></div></body></html>';
  expect(textOfHtml(html)).toBe(
    'Hello & welcome\n\nOn Mon, Apr 2, 2012 at 6:26 PM, Bob wrote:\n> Hi\n> > older',
  );
  expect(visible(textOfHtml(html))).toBe('Hello & welcome');
});
