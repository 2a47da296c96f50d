import { z } from 'zod';
import type { Assignment, EventDraft } from '../decision.ts';
import { drawVariant } from '../draw.ts';
import { keyField } from '../file/field.ts';
import { type Reading, type Report, read, readList, within } from '../file/reading.ts';
import { reportTemplate } from '../file/template-field.ts';
import { experimentKey } from '../goal.ts';
import type { StepBase } from '../sequence.ts';
import { compileHtml, compileSubject, compileTemplate } from '../template/template.ts';
import { defineStep, type Entry } from './step-type.ts';

export interface Variant {
  readonly key: string;
  readonly weight: number;
  /** Null in a mail that goes on in a thread: that of the thread. */
  readonly subject: string | null;
  readonly body: string;
  readonly html: string | null;
}

export interface EmailStep extends StepBase {
  readonly type: 'email';
  /** The step in whose thread it goes on, where that mail has gone out. */
  readonly thread: string | null;
  /** One variant where the file names none; its key is then `default`. */
  readonly variants: readonly Variant[];
}

type Mapping = Readonly<Record<string, unknown>>;

const MOST_VARIANTS = 20;

const subject = z
  .string()
  .max(1_000)
  .meta({ examples: ['A question about {{company}}'] });
const body = z
  .string()
  .max(100_000)
  .meta({ examples: ['Hi {{firstName}}, ...'] });
const html = z
  .string()
  .max(100_000)
  .meta({ examples: ['<p>Hi {{firstName}}, ...</p>'] });

const variantFile = z.strictObject({
  key: keyField,
  weight: z
    .number()
    .positive()
    .max(1_000_000)
    .meta({ examples: [1] })
    .optional(),
  subject: subject.optional(),
  body: body.optional(),
  html: html.optional(),
});

const emailFile = z.strictObject({
  /** What a variant without its own says. */
  subject: subject.optional(),
  body: body.optional(),
  html: html.optional(),
  thread: keyField.optional(),
  variants: z.array(variantFile).min(1).max(MOST_VARIANTS).optional(),
});

export const email = defineStep({
  type: 'email',
  schema: emailFile,
  outward: true,
  mails: true,
  continues: true,

  parse({ raw, fields, report }, base): EmailStep | null {
    reportTemplate(fields.subject, compileSubject, within(report, 'subject'));
    reportTemplate(fields.body, compileTemplate, within(report, 'body'));
    reportTemplate(fields.html, compileHtml, within(report, 'html'));
    const { thread = null } = fields;
    if (raw.variants !== undefined && raw.variants !== null) {
      const variants = readVariants(raw, fields, report);
      return variants === null ? null : { ...base, type: 'email', thread, variants };
    }
    requireContent(raw, {}, given(raw.thread), report);
    const { subject = null, body, html = null } = fields;
    if (body === undefined) return null;
    const only = { key: 'default', weight: 1, subject, body, html };
    return { ...base, type: 'email', thread, variants: [only] };
  },

  links({ fields }) {
    return fields.thread === undefined ? [] : [{ path: ['thread'], step: fields.thread, follows: false }];
  },

  parts({ raw }, of) {
    if (of !== 'variant') return [];
    const variants = Array.isArray(raw.variants) ? raw.variants : [];
    return variants.length < 2 ? [] : variants.flatMap((variant: unknown) => keyOf(variant));
  },

  enter(step, { sequence, enrollment }) {
    const [only] = step.variants;
    if (only === undefined || step.variants.length === 1) return send(only?.key ?? '', []);
    const experiment = experimentKey(sequence.key, step.key);
    const arm = enrollment.arms[experiment];
    if (arm !== undefined && step.variants.some(({ key }) => key === arm)) return send(arm, []);
    const chosen = drawVariant(experiment, enrollment.id, step.variants).key;
    return send(chosen, [{ type: 'assigned', assignment: describeDraw(experiment, step, chosen) }]);
  },
});

function send(variant: string, events: readonly EventDraft[]): Entry {
  return { variant, effect: { kind: 'send' }, events, onward: { go: 'on' } };
}

function describeDraw(experiment: string, step: EmailStep, chosen: string): Assignment {
  const total = step.variants.reduce((sum, { weight }) => sum + weight, 0);
  return {
    experiment,
    decisionPoint: step.key,
    options: step.variants.map(({ key }) => key),
    probabilities: step.variants.map(({ weight }) => weight / total),
    chosen,
  };
}

function readVariants(
  raw: Reading<typeof emailFile>['raw'],
  shared: Reading<typeof emailFile>['fields'],
  report: Report,
): Variant[] | null {
  const list = readList(raw.variants, 'variants', report);
  if (Array.isArray(raw.variants) && (list.length === 0 || list.length > MOST_VARIANTS)) {
    report(['variants'], `There are ${list.length} variants.`, `List between 1 and ${MOST_VARIANTS}.`);
  }
  const taken = new Set<unknown>();
  const variants: Variant[] = [];
  for (const [index, input] of list.slice(0, MOST_VARIANTS).entries()) {
    const reading = read(variantFile, input, within(report, 'variants', index));
    const { fields } = reading;
    reportTemplate(fields.subject, compileSubject, within(reading.report, 'subject'));
    reportTemplate(fields.body, compileTemplate, within(reading.report, 'body'));
    reportTemplate(fields.html, compileHtml, within(reading.report, 'html'));
    requireContent(reading.raw, raw, given(raw.thread), reading.report);
    requireBothForms(reading.raw, raw, reading.report);
    const { key, weight = 1, subject = shared.subject ?? null, body = shared.body } = fields;
    const html = fields.html ?? shared.html ?? null;
    if (key !== undefined && taken.has(key)) {
      reading.report(['key'], `Two variants have the key "${key}".`, `Rename this one, such as "${key}-2".`);
    }
    taken.add(key);
    if (key !== undefined && body !== undefined) variants.push({ key, weight, subject, body, html });
  }
  return list.length > 0 && variants.length === list.length ? variants : null;
}

/**
 * The subject and the body stand here or, for a variant, in its step. The body is the text of the mail, also of one with
 * HTML: what a machine makes of HTML is not what an author would say. A mail in a thread has the subject of the thread.
 */
function requireContent(here: Mapping, there: Mapping, isInThread: boolean, report: Report): void {
  for (const key of ['subject', 'body']) {
    if (given(here[key] ?? there[key]) || (key === 'subject' && isInThread)) continue;
    const also =
      key === 'body' && given(here.html ?? there.html) ? ', the text for those who read no HTML' : '';
    report([key], `The email has no ${key}${also}.`, `Add "${key}", to the step or to each of its variants.`);
  }
}

/** A variant with a text of its own and the HTML of its step, or the other way round, would say two things. */
function requireBothForms(here: Mapping, there: Mapping, report: Report): void {
  for (const [own, other] of [
    ['body', 'html'],
    ['html', 'body'],
  ] as const) {
    if (!given(here[own]) || given(here[other]) || !given(there[other])) continue;
    report(
      [other],
      `The variant has a ${own} of its own, and the ${other} of its step.`,
      `Give it its own ${other}, too.`,
    );
  }
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function keyOf(variant: unknown): string[] {
  if (typeof variant !== 'object' || variant === null || !('key' in variant)) return [];
  return typeof variant.key === 'string' ? [variant.key] : [];
}
