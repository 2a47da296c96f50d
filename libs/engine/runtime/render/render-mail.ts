import type { CompiledTemplate, FieldPlace } from '#engine';
import {
  compileHtml,
  compileSubject,
  compileTemplate,
  holdsAddress,
  pagesInHtml,
  pagesInText,
  refuseAddress,
  scanHtml,
  templateContext,
} from '#engine';
import { TouchTokens } from '../mail/touch-token.ts';
import type { Letter, MailPart, MailTemplate, MissingField, Rendered, Unwritten } from './letter.ts';
import { LinkWriter } from './link-writer.ts';

/** A template with what is worked out once for all its letters. */
export interface PreparedTemplate {
  readonly template: MailTemplate;
  /** The addresses that everybody gets: they stand in the template as they are. */
  readonly addresses: ReadonlySet<string>;
}

export function prepareTemplate(template: MailTemplate): PreparedTemplate {
  const { body, html = null } = template;
  const found = [...pagesInText(body), ...(html === null ? [] : pagesInHtml(scanHtml(html)))];
  return { template, addresses: new Set(found.filter((address) => !address.includes('{{'))) };
}

/** Renders a mail for one contact; the first thing that is wrong is the reason. */
export function renderMail(prepared: PreparedTemplate, letter: Omit<Letter, 'template'>): Rendered {
  const { template } = prepared;
  const { links, findsAll = false } = letter;
  const writer = links && new LinkWriter(links, tokensOf(links.secret), prepared.addresses);
  const context = {
    ...templateContext(letter.contact),
    ...(writer && { unsubscribeUrl: writer.unsubscribeUrl }),
  };
  const missing: MissingField[] = [];
  const rendered: Partial<Record<MailPart, string>> = {};
  for (const [part, compiled] of partsOf(template, letter.subject)) {
    const places: FieldPlace[] = [];
    const text = renderPart(part, compiled, context, findsAll ? places : undefined);
    if (typeof text !== 'string') return text;
    rendered[part] = text;
    missing.push(...places.map(({ field, line }) => ({ field, part, line })));
  }
  const { subject = letter.subject ?? '', body = '', html = null } = rendered;
  const scan = html === null ? null : scanHtml(html);
  const wrong = scan?.attributes.find(
    ({ name, value }) => holdsAddress(name) && !value.includes('{{') && refuseAddress(name, value) !== null,
  );
  if (wrong) return unwritten('html', `An address in ${wrong.name} comes out as one that no mail may use.`);
  const withLinks = writer?.write(body, html, scan) ?? { text: body, html, links: [] };
  const unsubscribeUrl = writer?.unsubscribeUrl ?? null;
  return { ok: true, subject, ...withLinks, unsubscribeUrl, missing };
}

function partsOf({ subject, body, html = null }: MailTemplate, given: string | undefined) {
  const parts: [MailPart, CompiledTemplate][] = [];
  if (given === undefined) parts.push(['subject', compileSubject(subject)]);
  parts.push(['body', compileTemplate(body)]);
  if (html !== null) parts.push(['html', compileHtml(html)]);
  return parts;
}

function renderPart(
  part: MailPart,
  compiled: CompiledTemplate,
  context: Readonly<Record<string, unknown>>,
  missing: FieldPlace[] | undefined,
): string | Unwritten {
  if (!compiled.ok) return unwritten(part, compiled.problems.map(({ reason }) => reason).join(' '));
  const rendered = compiled.render(context, missing);
  if (rendered.ok) return rendered.text;
  const { reason, line, missing: field } = rendered;
  return unwritten(part, line === null ? reason : `${reason.slice(0, -1)} (${part}, line ${line}).`, field);
}

function unwritten(part: MailPart, reason: string, field: string | null = null): Unwritten {
  return { ok: false, reason, part, field };
}

let kept: { secret: Uint8Array; tokens: TouchTokens } | null = null;

/** Making the keys takes longer than making a token, and they are always the same. */
function tokensOf(secret: Uint8Array): TouchTokens {
  if (kept === null || Buffer.compare(kept.secret, secret) !== 0)
    kept = { secret, tokens: new TouchTokens(secret) };
  return kept.tokens;
}
