import { type EmailStep, replySubject, type Sequence, subjectTemplate, type Variant } from '#engine';
import {
  findThreads,
  renameThreadMails,
  type Sending,
  type Sql,
  saveThreadMails,
  type ThreadMail,
} from '#storage';
import type { Engine } from '../engine.ts';
import type { Letter, MailTemplate, Rendered } from '../render/letter.ts';
import { sequencesOf } from '../sequences-of.ts';
import { readAddress, writeAddress } from './address.ts';
import { listUnsubscribe } from './list-unsubscribe.ts';
import type { Mail, MailResult } from './mailer.ts';
import { messageId } from './message-id.ts';
import { referencesOf } from './references-of.ts';

/** A mail as it can be handed over, or why it cannot be written. */
export type WrittenMail =
  | { readonly ok: true; readonly mail: Mail }
  | Extract<Rendered, { readonly ok: false }>;

/** A mail to be written: what its sequence says of it, and what it goes on from. */
interface Plan {
  readonly sending: Sending;
  readonly recipient: string;
  readonly sequence: Sequence;
  readonly step: EmailStep;
  readonly variant: Variant;
  readonly thread: ThreadMail | null;
}

/**
 * Writes the mails of a batch: texts, links, thread, headers. What a click or a later mail needs to know is saved before
 * this answers, so that no mail goes out whose links lead nowhere.
 */
export async function writeMails(
  engine: Engine,
  sendings: readonly { readonly sending: Sending; readonly recipient: string }[],
): Promise<WrittenMail[]> {
  if (sendings.length === 0) return [];
  const plans = await planMails(engine, sendings);
  const rendered = await engine.renderer.render(plans.map((plan) => letterOf(engine, plan)));
  const written = plans.map((plan, i): WrittenMail => {
    const texts = rendered[i] as Rendered;
    return texts.ok ? { ok: true, mail: mailOf(engine, plan, texts) } : texts;
  });
  const links = rendered.flatMap((texts, i) =>
    texts.ok
      ? texts.links.map(({ id, address, isPersonal }) => ({
          id,
          address,
          enrollmentNo: isPersonal ? (plans[i] as Plan).sending.no : null,
        }))
      : [],
  );
  await engine.links.save(engine.sql, links);
  await saveThreadMails(
    engine.sql,
    written.flatMap((each, i) => (each.ok ? threadMailOf(plans[i] as Plan, each.mail) : [])),
  );
  return written;
}

async function planMails(
  engine: Engine,
  sendings: readonly { readonly sending: Sending; readonly recipient: string }[],
): Promise<Plan[]> {
  const sequences = await sequencesOf(
    engine.versions,
    sendings.map(({ sending }) => sending),
  );
  const plans = sendings.map(({ sending, recipient }, i): Plan => {
    const sequence = sequences[i] as Sequence;
    const { step, variant } = variantOf(sequence, sending);
    return { sending, recipient, sequence, step, variant, thread: null };
  });
  const questions = plans.flatMap(({ sending, step }) =>
    step.thread === null ? [] : [{ enrollmentNo: sending.no, step: step.thread }],
  );
  if (questions.length === 0) return plans;
  const threads = new Map(
    (await findThreads(engine.sql, questions)).map((mail) => [`${mail.enrollmentNo}/${mail.step}`, mail]),
  );
  return plans.map((plan) => ({
    ...plan,
    thread: threads.get(`${plan.sending.no}/${plan.step.thread}`) ?? null,
  }));
}

function variantOf(sequence: Sequence, sending: Sending): { step: EmailStep; variant: Variant } {
  const step = sequence.steps.find((s): s is EmailStep => s.type === 'email' && s.key === sending.step);
  const variant = step?.variants.find((v) => v.key === sending.variant);
  if (!step || !variant)
    throw new Error(`${sending.sequence} v${sending.version} has no mail ${sending.step}/${sending.variant}`);
  return { step, variant };
}

function letterOf({ links }: Engine, { sending, sequence, step, variant, thread }: Plan): Letter {
  const goesOn = thread !== null && variant.subject === null;
  return {
    template: templateOf(sequence, step, variant),
    contact: sending.contact,
    subject: goesOn ? replySubject(thread.subject) : undefined,
    links: {
      origin: links.origin,
      secret: links.secret,
      touch: { intentId: sending.intentId, enrollmentId: sending.enrollmentId },
      tracking: sequence.mail.tracking,
    },
  };
}

const templates = new WeakMap<Variant, MailTemplate>();

/** The texts of a variant: one object for all its letters, which travel to the renderer with one copy of it. */
export function templateOf(sequence: Sequence, step: EmailStep, variant: Variant): MailTemplate {
  let template = templates.get(variant);
  if (template === undefined) {
    const { body, html } = variant;
    template = { subject: subjectTemplate(sequence, step, variant), body, html };
    templates.set(variant, template);
  }
  return template;
}

function mailOf(
  engine: Engine,
  { sending: { intentId, mailbox }, recipient, sequence, thread }: Plan,
  { subject, text, html, unsubscribeUrl }: Extract<Rendered, { readonly ok: true }>,
): Mail {
  const { mail: rules } = sequence;
  const from = mailbox === null ? (rules.from ?? engine.mailer.from) : writeAddress(mailbox);
  const replyTo = rules.replyTo ?? signedReplyTo(engine, intentId, from);
  const returnPath = engine.links.addressOf('bounce', intentId);
  return {
    intentId,
    messageId: messageId(engine.links.tokens, intentId, from),
    from,
    recipient,
    subject,
    text,
    html,
    thread: thread && { inReplyTo: thread.messageId, references: referencesOf(thread) },
    headers: {
      ...(replyTo === null ? {} : { 'Reply-To': replyTo }),
      ...(unsubscribeUrl === null
        ? {}
        : listUnsubscribe(rules, unsubscribeUrl, engine.links.unsubscribeMailbox)),
    },
    ...(returnPath === null ? {} : { returnPath }),
    repeated: false,
  };
}

/** An answer goes to whom the mail is from, by an address that names the mail. */
function signedReplyTo({ links }: Engine, intentId: string, from: string): string | null {
  const address = links.addressOf('reply', intentId);
  return address && writeAddress({ name: readAddress(from)?.name ?? '', address });
}

/** What is kept of a mail that another step goes on from; of all others nothing. */
function threadMailOf({ sending, sequence, step }: Plan, mail: Mail): ThreadMail[] {
  if (!sequence.steps.some((other) => other.type === 'email' && other.thread === step.key)) return [];
  return [
    {
      intentId: sending.intentId,
      enrollmentNo: sending.no,
      step: step.key,
      subject: mail.subject,
      messageId: mail.messageId,
      earlier: mail.thread?.references ?? [],
    },
  ];
}

/** Notes the Message-IDs that a provider put in the place of ours, for the mails that go on from these. */
export async function renameMails(
  sql: Sql,
  mails: readonly Mail[],
  results: readonly MailResult[],
): Promise<void> {
  const renamed = mails.flatMap(({ intentId }, i) => {
    const result = results[i];
    return result?.kind === 'accepted' && result.messageId !== undefined
      ? [{ intentId, messageId: result.messageId }]
      : [];
  });
  await renameThreadMails(sql, renamed);
}
