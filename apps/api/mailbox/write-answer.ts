import { iso } from '#engine';
import { composeMail, type ReceivedMail, readInbound } from '#intake';
import { messageId, type TouchTokens } from '#runtime';
import type { FoundMail } from '#storage';

/** What a contact, or the server of its mail, can answer to a captured mail. */
export const ANSWERS = ['reply', 'bounce', 'unsubscribe'] as const;

export type AnswerKind = (typeof ANSWERS)[number];

type Answered = Pick<FoundMail, 'id' | 'to' | 'sender' | 'subject' | 'headers'>;

/** When it is written, and what signs the Message-ID that it answers. */
interface Writer {
  readonly at: number;
  readonly tokens: TouchTokens;
}

/**
 * Writes the mail that would come back to a captured one, as a mail server hands it over. It is named by what it answers,
 * so that one which is written again is the same.
 */
export function writeAnswer(mail: Answered, kind: AnswerKind, by: Writer): ReceivedMail {
  const token = kind === 'unsubscribe' ? TOKEN.exec(mail.headers['List-Unsubscribe'] ?? '')?.[1] : undefined;
  const body = kind === 'bounce' ? bounce(mail, by) : letter(mail, kind, by, token ?? null);
  const [received] = readInbound('mime', { contentType: 'message/rfc822', body });
  if (received === undefined) throw new Error('a mail that was just written cannot be read');
  return received;
}

/** The token of the link to unsubscribe, which mail programs write as the subject. */
const TOKEN = /\/u\/([\w-]{43})/;

function letter(
  mail: Answered,
  kind: 'reply' | 'unsubscribe',
  { at, tokens }: Writer,
  token: string | null,
): Uint8Array {
  const sent = idOf(mail, tokens);
  return composeMail({
    headers: [
      ['From', mail.to],
      ['To', mail.headers['Reply-To'] ?? mail.sender ?? mail.to],
      ...dated(mail, kind, at),
      ['Subject', token === null ? `Re: ${mail.subject}` : `unsubscribe ${token}`],
      ...(sent === null
        ? []
        : ([
            ['In-Reply-To', sent],
            ['References', sent],
          ] as const)),
    ],
    text: kind === 'reply' ? 'Thank you. Can we talk about it tomorrow?' : 'Please unsubscribe me.',
    html: null,
    attachments: [],
  });
}

function bounce(mail: Answered, { at, tokens }: Writer): Uint8Array {
  const sent = idOf(mail, tokens);
  const status = [
    `Reporting-MTA: dns; ${domainOf(mail.to)}\r\n`,
    ...[`Final-Recipient: rfc822; ${mail.to}`, 'Action: failed', 'Status: 5.1.1'],
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
  ];
  const returned = [...(sent === null ? [] : [`Message-ID: ${sent}`]), `To: ${mail.to}`];
  return composeMail({
    headers: [
      ['From', `Mail Delivery System <mailer-daemon@${domainOf(mail.to)}>`],
      ['To', mail.sender ?? mail.to],
      ...dated(mail, 'bounce', at),
      ['Subject', 'Undelivered Mail Returned to Sender'],
      ['Content-Type', 'multipart/report; report-type=delivery-status'],
    ],
    text: `Your mail to ${mail.to} could not be delivered.`,
    html: null,
    attachments: [part('message/delivery-status', status), part('text/rfc822-headers', returned)],
  });
}

const part = (type: string, lines: readonly string[]) => ({
  ...{ filename: null, type, contentId: null },
  content: new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join('')),
});

const dated = ({ id, to }: Answered, kind: AnswerKind, at: number) =>
  [
    ['Date', new Date(iso(at)).toUTCString()],
    ['Message-ID', `<${kind}.${id}@${domainOf(to)}>`],
  ] as const;

const idOf = ({ id, sender }: Answered, tokens: TouchTokens) =>
  sender === null ? null : messageId(tokens, id, sender);

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);
