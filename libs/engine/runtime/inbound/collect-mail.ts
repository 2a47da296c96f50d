import { type Instant, iso } from '#engine';
import { contactIds, type IncomingMail, type MailEvent } from '#storage';
import { collect } from '../collect.ts';
import type { Engine } from '../engine.ts';
import { INBOUND } from '../hearsay.ts';

/** What a mail's event is called outside: of the mail and its slot alone, so that a correction is of the same event. */
export function externalIdOf({ key }: Pick<IncomingMail, 'key'>, { slot }: MailEvent): string {
  return `${key}#${slot}`;
}

/** Lets what a mail says happen, once. */
export async function collectMail(
  engine: Pick<Engine, 'sql' | 'versions'>,
  mail: IncomingMail,
  now: Instant,
): Promise<void> {
  if (mail.events.length === 0) return;
  const unnamed = mail.events.flatMap(({ confidence, contactNo }) =>
    confidence === 'direct' || contactNo === null ? [] : [contactNo],
  );
  const ids = await contactIds(engine.sql, unnamed);
  const events = mail.events.flatMap((event) => {
    const { type, properties, intentId, contactNo, confidence, sequence } = event;
    const said = { eventId: externalIdOf(mail, event), type, properties, occurredAt: iso(mail.receivedAt) };
    if (confidence === 'direct') return { ...said, touch: intentId };
    const contact = ids.get(contactNo ?? 0);
    // Whoever was erased meanwhile is nobody any more.
    if (contact === undefined) return [];
    return { ...said, contact, ...(sequence === null ? {} : { sequence }) };
  });
  const { workspaceId } = mail;
  const delivery = { workspaceId, source: INBOUND, events, now, whenFull: 'too-busy' } as const;
  const { rejected } = await collect(engine, delivery);
  const [refusal] = rejected;
  if (refusal) throw new Error(`an event of a mail that came in was refused: ${refusal.detail}`);
}
