import { z } from 'zod';
import { type AttachedFile, composeMail, fromBase64 } from './compose-mail.ts';
import { bare, headerLines, headerOf, spamOf } from './header-lines.ts';
import { malformed } from './malformed.ts';
import { readJson } from './read-json.ts';
import { type InboundPost, type ReceivedMail, received } from './received-mail.ts';
import { baseName } from './sendgrid.ts';

const party = z.object({ Email: z.string(), Name: z.string().nullish() });
const parties = z.array(party).nullish();
const text = z.string().nullish();
const mail = z.object({
  MessageID: text,
  OriginalRecipient: text,
  FromFull: party.nullish(),
  From: text,
  ToFull: parties,
  CcFull: parties,
  BccFull: parties,
  ReplyTo: text,
  Subject: text,
  Date: text,
  TextBody: text,
  HtmlBody: text,
  StrippedTextReply: text,
  RawEmail: text,
  Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).nullish(),
  Attachments: z
    .array(
      z.object({
        Name: text,
        Content: z.string(),
        ContentType: text,
        ContentID: text,
      }),
    )
    .nullish(),
});

type PostmarkMail = z.infer<typeof mail>;

/** Postmark's inbound webhook: a JSON object, with the whole mail in `RawEmail` where the server is set to include it. */
export function readPostmark(post: InboundPost): ReceivedMail[] {
  const parsed = mail.safeParse(readJson('Postmark', post.body));
  if (!parsed.success)
    throw malformed('Postmark', `${parsed.error.issues[0]?.path.join('.')} is not what it should be`);
  const data = parsed.data;
  const isMail = data.RawEmail ?? data.FromFull ?? data.From ?? data.Headers ?? data.Attachments;
  if (isMail == null) throw malformed('Postmark', 'it has neither RawEmail nor From');
  const headers = (data.Headers ?? []).map(({ Name, Value }): [string, string] => [Name, Value]);
  const raw = data.RawEmail;
  return [
    received({
      id: data.MessageID ?? null,
      sender: senderOf(headers),
      recipients: recipientsOf(data),
      raw: raw ? new TextEncoder().encode(raw) : composed(data, headers),
      strippedText: data.StrippedTextReply || null,
      ...spamIn(raw ? [...headers, ...headerLines(raw.split(/\r?\n\r?\n/, 1)[0] ?? '')] : headers),
    }),
  ];
}

function spamIn(headers: readonly (readonly [string, string])[]) {
  return spamOf(headerOf(headers, 'x-spam-status'), headerOf(headers, 'x-spam-score'));
}

/** Return-Path, else what a check of the sender's server found to be right: a failed one names whom somebody else claims to be. */
function senderOf(headers: readonly (readonly [string, string])[]): string | null {
  const path = headerOf(headers, 'return-path');
  if (path !== null) return bare(path);
  const checks = headers.filter(([name]) => name.toLowerCase() === 'received-spf');
  const [, check = ''] = checks.length === 1 ? (checks[0] ?? []) : [];
  if (!/^\s*(pass|neutral)\b/i.test(check)) return null;
  return /\benvelope-from="?([^;"\s]+)/i.exec(check)?.[1] ?? null;
}

function recipientsOf({ OriginalRecipient, ToFull, BccFull }: PostmarkMail): string[] {
  if (OriginalRecipient) return [OriginalRecipient];
  return [...(BccFull ?? []), ...(ToFull ?? [])].map(({ Email }) => Email);
}

function composed(data: PostmarkMail, headers: readonly [string, string][]): Uint8Array {
  const list = (all: PostmarkMail['ToFull']) => (all ?? []).map(written).join(', ');
  const own: [string, string | null | undefined][] = [
    ['From', data.FromFull ? written(data.FromFull) : data.From],
    ['To', list(data.ToFull)],
    ['Cc', list(data.CcFull)],
    ['Reply-To', data.ReplyTo],
    ['Subject', data.Subject],
    ['Date', data.Date],
  ];
  const missing = own.flatMap(([name, value]): [string, string][] =>
    value && headerOf(headers, name.toLowerCase()) === null ? [[name, value]] : [],
  );
  return composeMail({
    headers: [...headers.filter(([name]) => name.toLowerCase() !== 'return-path'), ...missing],
    text: data.TextBody ?? null,
    html: data.HtmlBody || null,
    attachments: (data.Attachments ?? []).map(attachmentOf),
  });
}

function attachmentOf(file: NonNullable<PostmarkMail['Attachments']>[number]): AttachedFile {
  const content = fromBase64(file.Content);
  if (content === null) throw malformed('Postmark', 'the Content of an attachment is not base 64');
  return {
    filename: baseName(file.Name ?? null),
    type: file.ContentType ?? null,
    contentId: file.ContentID ? bare(file.ContentID) : null,
    content,
  };
}

function written({ Email, Name }: z.infer<typeof party>): string {
  return Name ? `"${Name.replace(/["\\]/g, '\\$&')}" <${Email}>` : Email;
}
