import { type Contact, type EmailStep, replySubject, type Sequence, type Variant } from '#engine';
import type { Engine } from '../engine.ts';
import type { MissingField, Unwritten } from '../render/letter.ts';
import { listUnsubscribe } from './list-unsubscribe.ts';
import { templateOf } from './write-mails.ts';

/** A mail as a contact would get it; its links lead where they say, and it unsubscribes nobody. */
export interface PreviewedMail {
  readonly ok: true;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The fields that the contact does not have: their names stand in the texts, and the mail would not go out. */
  readonly missing: readonly MissingField[];
}

/** Renders a mail as the engine does, for one contact and without sending it. A mail in a thread is shown as the answer. */
export async function previewMail(
  { renderer, links, mailer }: Pick<Engine, 'renderer' | 'links' | 'mailer'>,
  of: { sequence: Sequence; step: EmailStep; variant: Variant; contact: Contact },
): Promise<PreviewedMail | Unwritten> {
  const { sequence, step, variant, contact } = of;
  const { origin, secret, unsubscribeMailbox } = links;
  const { mail: rules } = sequence;
  const [rendered] = await renderer.render([
    {
      template: templateOf(sequence, step, variant),
      contact,
      links: { origin, secret, touch: null, tracking: rules.tracking },
      findsAll: true,
    },
  ]);
  if (!rendered) throw new Error('a letter has an answer');
  if (!rendered.ok) return rendered;
  const { subject, text, html, missing, unsubscribeUrl } = rendered;
  return {
    ok: true,
    from: rules.from ?? mailer.from,
    subject: step.thread !== null && variant.subject === null ? replySubject(subject) : subject,
    text,
    html,
    headers: {
      ...(rules.replyTo === null ? {} : { 'Reply-To': rules.replyTo }),
      ...(unsubscribeUrl === null ? {} : listUnsubscribe(rules, unsubscribeUrl, unsubscribeMailbox)),
    },
    missing,
  };
}
