import { z } from 'zod';
import { type AttachedFile, composeMail } from './compose-mail.ts';
import { type Form, readForm } from './form.ts';
import { bare, headerOf, spamOf } from './header-lines.ts';
import { malformed } from './malformed.ts';
import { type InboundPost, type ReceivedMail, received } from './received-mail.ts';
import { baseName } from './sendgrid.ts';

const headersField = z.array(z.tuple([z.string(), z.string()]));
const idsField = z.record(z.string(), z.string());

/** Mailgun routes: a form, with the whole mail in `body-mime` where the address of the route ends in /mime. */
export function readMailgun(post: InboundPost): ReceivedMail[] {
  const form = readForm(post);
  if (form === null) throw malformed('Mailgun', 'the body is no whole form');
  const raw = form.field('body-mime')?.bytes;
  const headers = headersField.safeParse(form.json('message-headers')).data ?? null;
  if (raw === undefined && headers === null && form.field('body-plain') === null)
    throw malformed('Mailgun', 'it has neither the field body-mime nor message-headers');
  const named = headers ?? [];
  const seconds = Number(form.text('timestamp') ?? Number.NaN);
  const recipient = form.text('recipient');
  const sender = form.text('sender') ?? headerOf(named, 'x-envelope-from');
  const spamHeader = (name: string) => headerOf(named, name.toLowerCase()) ?? form.text(name);
  return [
    received({
      id: form.text('token'),
      receivedAt: Number.isFinite(seconds) ? seconds * 1000 : null,
      sender: sender === null ? null : bare(sender),
      recipients: recipient ? recipient.split(',').map(bare) : [],
      raw: raw ?? composed(form, named),
      strippedText: form.text('stripped-text'),
      strippedHtml: form.text('stripped-html'),
      ...spamOf(spamHeader('X-Mailgun-Sflag'), spamHeader('X-Mailgun-Sscore')),
    }),
  ];
}

function composed(form: Form, headers: readonly [string, string][]): Uint8Array {
  const fallback = ['from', 'subject', 'Message-Id', 'Date', 'To', 'In-Reply-To', 'References'].flatMap(
    (name): [string, string][] => {
      const value = headerOf(headers, name.toLowerCase()) === null ? form.text(name) : null;
      return value ? [[name, value]] : [];
    },
  );
  return composeMail({
    headers: [...headers, ...fallback],
    text: form.text('body-plain'),
    html: form.text('body-html'),
    attachments: attachmentsOf(form),
  });
}

function attachmentsOf(form: Form): AttachedFile[] {
  const ids = idsField.safeParse(form.json('content-id-map')).data ?? {};
  const idOf = new Map(Object.entries(ids).map(([id, name]) => [name, bare(id)]));
  return form.fields
    .filter(({ name }) => /^attachment-\d+$/.test(name))
    .sort((a, b) => Number(a.name.slice(11)) - Number(b.name.slice(11)))
    .map(({ name, filename, type, bytes }) => ({
      filename: baseName(filename),
      type,
      contentId: idOf.get(name) ?? null,
      content: bytes,
    }));
}
