import type { EventDraft } from '#engine';
import type { Sending } from '#storage';
import type { Engine } from '../engine.ts';
import type { Unwritten } from '../render/letter.ts';
import { type WrittenMail, writeMails } from './write-mails.ts';

/** A mail that can be handed over, or why there is none: nobody may be written to, or a text cannot be. */
export type Prepared = WrittenMail | { readonly ok: false; readonly withheld: string };

/** How an enrollment ends that gets no mail. */
export interface Ending {
  readonly state: 'exited' | 'failed';
  readonly reason: string;
  readonly event: EventDraft;
}

/** Writes the mails of those who may be written to; one answer for each sending, in their order. */
export async function prepareMails(engine: Engine, sendings: readonly Sending[]): Promise<Prepared[]> {
  const open = sendings.flatMap((sending) => {
    const recipient = sending.contact.email;
    return reasonToWithhold(sending) === null && recipient !== null ? [{ sending, recipient }] : [];
  });
  const written = (await writeMails(engine, open)).values();
  return sendings.map((sending) => {
    const withheld = reasonToWithhold(sending);
    if (withheld !== null) return { ok: false, withheld };
    const next = written.next();
    if (next.done) throw new Error('there are as many mails as were asked for');
    return next.value;
  });
}

/**
 * How it ends without a mail. Who may not be written to leaves the sequence; where a text cannot be written, the step has
 * failed, which is for the author to see: nothing goes out with a hole in it, and nothing goes on as if it had.
 */
export function endingWithout(prepared: Exclude<Prepared, { ok: true }>, step: string): Ending {
  if ('withheld' in prepared) {
    const reason = prepared.withheld;
    return { state: 'exited', reason, event: { type: 'exited', properties: { reason } } };
  }
  return {
    state: 'failed',
    reason: `${step}: ${prepared.reason}`,
    event: { type: 'failed', properties: propertiesOf(prepared) },
  };
}

function propertiesOf({ field, part }: Unwritten): Readonly<Record<string, unknown>> {
  return { reason: field === null ? 'template' : 'missing-field', field, part };
}

function reasonToWithhold({ state, contact }: Sending): string | null {
  if (state === 'suppressed') return 'suppressed';
  return contact.email === null ? 'the contact has no email address' : null;
}
