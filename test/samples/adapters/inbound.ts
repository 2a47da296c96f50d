import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import {
  INBOUND_PROVIDERS,
  type InboundPost,
  type InboundProvider,
  type ReceivedMail,
  readInbound,
} from '#intake';
import type { Sample, SampleAdapter } from '../sample.ts';
import { sampleFiles } from '../sample-files.ts';
import { requestBytes } from './request-bytes.ts';

interface InboundSample {
  readonly provider: string;
  readonly request: Parameters<typeof requestBytes>[0];
  readonly expect: { readonly message: Readonly<Record<string, unknown>> };
}

/** Posts of inbound mail: JSON with what is expected of them, and dumps of requests, of which a mail must come. */
export const adapter: SampleAdapter = {
  bars: { mails: 1 },
  samples: (folder) => [
    ...sampleFiles(folder, '.json').map((file) => jsonSample(folder, file)),
    ...sampleFiles(folder, '.http').map((file) => dumpSample(folder, file)),
    ...sampleFiles(folder, '.txt').map((file) => dumpSample(folder, file)),
  ],
};

function jsonSample(folder: string, file: string): Sample {
  return {
    file,
    async judge() {
      const sample = JSON.parse(readFileSync(join(folder, file), 'utf8')) as InboundSample;
      const [mail] = readInbound(providerOf(sample.provider), requestBytes(sample.request));
      if (mail === undefined) throw new Error('no mail was read');
      const message = await parsed(mail);
      const differences = Object.entries(sample.expect.message).flatMap(([field, expected]) => {
        const got = fieldOf(field, mail, message);
        return same(expected, got)
          ? []
          : [`${field}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got) ?? 'nothing'}`];
      });
      return [{ figure: 'mails', differences }];
    },
  };
}

/** A dump says nothing of what is expected: it must give one mail that says who wrote it, when, and to whom it came. */
function dumpSample(folder: string, file: string): Sample {
  return {
    file,
    async judge() {
      const mails = readInbound(
        providerOf(file.split('/')[0] ?? ''),
        dumpedPost(readFileSync(join(folder, file))),
      );
      const differences = mails.length === 1 ? [] : [`expected one mail, got ${mails.length}`];
      for (const mail of mails) {
        const message = await parsed(mail);
        const known = {
          ...{ from: message.from?.address, date: message.date, 'message id': message.messageId },
          recipient: mail.recipients[0],
        };
        for (const [field, got] of Object.entries(known))
          if (got === undefined) differences.push(`${field}: expected one`);
      }
      return [{ figure: 'mails', differences }];
    },
  };
}

/** The headers and the body of a dump; one that is a body alone begins with its boundary. */
function dumpedPost(bytes: Buffer): InboundPost {
  const text = bytes.toString('latin1');
  if (text.startsWith('--')) {
    const [boundary = ''] = text.slice(2).split(/\r?\n/, 1);
    return { contentType: `multipart/form-data; boundary=${boundary}`, body: bytes };
  }
  const [end] = /\r?\n\r?\n/.exec(text) ?? [];
  if (end === undefined) throw new Error('the dump has no body');
  const at = text.indexOf(end);
  const [, contentType = ''] = /^content-type:\s*(.*?)\r?$/im.exec(text.slice(0, at)) ?? [];
  return { contentType, body: bytes.subarray(at + end.length) };
}

function providerOf(name: string): InboundProvider {
  const known = INBOUND_PROVIDERS.find((provider) => provider === name);
  if (known === undefined) throw new Error(`nobody reads inbound mail of ${name}`);
  return known;
}

/** What an expectation asks for, in the words of the library that it comes from. */
function fieldOf(field: string, mail: ReceivedMail, message: Email): unknown {
  const plain: Readonly<Record<string, unknown>> = {
    event_type: 'inbound',
    timestamp: mail.receivedAt,
    event_id: mail.id,
    'message.envelope_sender': mail.sender,
    'message.envelope_recipient': mail.recipients[0] ?? null,
    'message.from_email': partyOf(message.from),
    'message.subject': message.subject ?? null,
    "message.date.isoformat(' ')": message.date ?? null,
    'message.text': message.text ?? null,
    'message.html': message.html ?? null,
    'message.stripped_text': mail.strippedText,
    'message.stripped_html': mail.strippedHtml,
    'message.spam_detected': mail.spam,
    'message.spam_score': mail.spamScore,
    'len(message.attachments)': attached(message).length,
  };
  if (field in plain) return plain[field];
  const [, list = '', index, part] =
    /^message\.(from_email|to|cc)(?:\[(\d+)\])?\.(display_name|addr_spec)$/.exec(field) ?? [];
  if (part !== undefined) {
    const party =
      list === 'from_email' ? message.from : message[list === 'to' ? 'to' : 'cc']?.[Number(index ?? 0)];
    return part === 'display_name' ? party?.name : party?.address;
  }
  const [, all, name = ''] = /^message(\.get_all\('|\[')([\w-]+)'(?:\)|\])$/.exec(field) ?? [];
  if (all !== undefined) {
    const values = message.headers.flatMap(({ key, value }) => (key === name.toLowerCase() ? [value] : []));
    return all === "['" ? (values[0] ?? null) : values;
  }
  const [, nth, id, method] =
    /^message\.(?:attachments\[(\d+)\]|(?:content_id_map|inline_attachments)\['([^']+)'\])\.(get_\w+)\(\)$/.exec(
      field,
    ) ?? [];
  const file =
    nth === undefined
      ? message.attachments.find(({ contentId }) => contentId === `<${id}>`)
      : attached(message)[Number(nth)];
  if (method === 'get_filename') return file?.filename?.split(/[\\/]/).at(-1);
  if (method === 'get_content_type') return file?.mimeType;
  if (method === 'get_content_text') return file && textOf(file);
  throw new Error(`the expectation ${field} is not understood`);
}

const parsed = ({ raw }: ReceivedMail) => PostalMime.parse(raw, { forceRfc822Attachments: true });

const attached = ({ attachments }: Email) => attachments.filter(({ contentId }) => contentId === undefined);

function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

function partyOf(party: Address | undefined): string {
  const { name, address } = party ?? { name: '', address: '' };
  return name ? `${/[^\w .-]/.test(name) ? `"${name}"` : name} <${address}>` : String(address);
}

/**
 * Times are the same in whatever zone they are written, and a line may end one way or the other. The line break before a
 * boundary is the boundary's, which not every parser minds.
 */
function same(expected: unknown, got: unknown): boolean {
  if (Array.isArray(expected))
    return Array.isArray(got) && expected.length === got.length && expected.every((e, i) => same(e, got[i]));
  if (typeof expected !== 'string') return expected === got;
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:/.test(expected) && got !== null)
    return (
      Date.parse(expected.replace(' ', 'T')) === (typeof got === 'number' ? got : Date.parse(String(got)))
    );
  return typeof got === 'string' && written(expected) === written(got);
}

const written = (text: string) => text.replaceAll('\r\n', '\n').replace(/\n+$/, '');
