import { z } from 'zod';
import { type AttachedFile, composeMail } from './compose-mail.ts';
import { type Form, readForm } from './form.ts';
import { headerLines, headerOf, spamOf } from './header-lines.ts';
import { malformed } from './malformed.ts';
import { type InboundPost, type ReceivedMail, received } from './received-mail.ts';

const envelopeField = z.object({ to: z.array(z.string()), from: z.string() });
const charsetsField = z.record(z.string(), z.string());
const infoField = z.record(
  z.string(),
  z.object({
    filename: z.string().optional(),
    name: z.string().optional(),
    type: z.string().optional(),
    'content-id': z.string().optional(),
  }),
);

/**
 * SendGrid Inbound Parse: a multipart form. `email` holds the whole mail where "Send raw" is on; else its fields, each
 * in a charset of its own.
 */
export function readSendgrid(post: InboundPost): ReceivedMail[] {
  const form = readForm(post);
  if (form === null) throw malformed('SendGrid', 'the body is no whole multipart form');
  const charsets = charsetsField.safeParse(form.json('charsets')).data ?? {};
  const text = (name: string) => form.text(name, charsets[name]);
  const raw = form.field('email')?.bytes;
  const headers = headerLines(text('headers') ?? '');
  if (raw === undefined && form.field('headers') === null && form.field('text') === null)
    throw malformed('SendGrid', 'it has neither the field email nor headers and text');
  const fallback: [string, string][] = ['from', 'to', 'cc', 'subject'].flatMap((name) => {
    const value = headerOf(headers, name) === null ? text(name) : null;
    return value ? [[name, value]] : [];
  });
  const envelope = envelopeField.safeParse(form.json('envelope')).data;
  return [
    received({
      sender: envelope?.from ?? null,
      recipients: envelope?.to ?? [],
      raw:
        raw ??
        composeMail({
          headers: [...headers, ...fallback],
          text: text('text'),
          html: text('html'),
          attachments: attachmentsOf(form),
        }),
      ...spamOf(null, form.text('spam_score')),
    }),
  ];
}

function attachmentsOf(form: Form): AttachedFile[] {
  const infos = infoField.safeParse(form.json('attachment-info')).data ?? {};
  return form.fields
    .filter(({ name }) => /^attachment\d+$/.test(name))
    .sort((a, b) => Number(a.name.slice(10)) - Number(b.name.slice(10)))
    .map(({ name, filename, type, bytes }) => {
      const info = infos[name];
      return {
        filename: baseName(info?.filename ?? info?.name ?? filename),
        type: info?.type ?? type,
        contentId: info?.['content-id']?.replace(/^<|>$/g, '') ?? null,
        content: bytes,
      };
    });
}

/** A sender's folders are nobody's business, and go nowhere. */
export function baseName(filename: string | null): string | null {
  return filename === null ? null : (filename.split(/[\\/]/).at(-1) ?? filename);
}
