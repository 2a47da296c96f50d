import type { Instant } from '#engine';
import type { Classification, Mail } from '#intake';
import {
  addressKey,
  contactIds,
  findAddressees,
  findMailedTouches,
  type IncomingMail,
  type MailEvent,
  type Workspace,
} from '#storage';
import type { Engine } from '../engine.ts';
import { REPORTED } from '../hearsay.ts';
import { TouchTokens } from '../mail/touch-token.ts';
import { MATCHED_BY, type MatchedBy } from './clues-of-mail.ts';
import { eventsOfMail, type SaidEvent } from './events-of-mail.ts';
import { guessTouch } from './guess-touch.ts';
import { matchMail, type Named, type TouchMatch } from './match-mail.ts';
import { unsubscribedByMail } from './unsubscribe-mail.ts';

/** What is made of a mail: what it is, whom it is about, and what happens because of it. */
export type Judged = Omit<IncomingMail, 'workspaceId' | 'key' | 'provider' | 'receivedAt' | 'raw' | 'spam'>;

export interface Question {
  readonly mail: Mail;
  readonly classified: Classification;
  readonly receivedAt: Instant;
  /** The provider takes it for spam, or its sender for forged: then it must name a mail of ours to count, for a sender is easily forged. */
  readonly isSpam: boolean;
  /** What was made of this very mail before; what it is about is not judged again. */
  readonly before: Pick<IncomingMail, 'matchedBy' | 'confidence' | 'intentId' | 'events'> | null;
}

/** Judges a mail; changes nothing. */
export async function judgeMail(
  engine: Pick<Engine, 'sql' | 'versions'>,
  workspace: Workspace,
  question: Question,
): Promise<Judged> {
  const { mail, classified } = question;
  const holders = new Map(
    addressesIn(mail, classified).map((address) => [addressKey(workspace, address), address]),
  );
  const shared = {
    reason: readable(classified.reason),
    classifier: classified.classifier,
    holders: [...holders.keys()],
  };
  const unsubscribed = await matchUnsubscribe(engine, workspace, mail);
  if (unsubscribed) {
    const events = numbered(
      [{ type: 'unsubscribed', properties: { reason: 'mail' }, address: null }],
      unsubscribed,
    );
    return {
      ...shared,
      ...matched(unsubscribed),
      kind: 'unsubscribe',
      reason: 'its subject has a token of ours',
      events,
    };
  }
  const { kind } = classified;
  const { match, hints } =
    (await matchBefore(engine, workspace, question)) ??
    (await matchMail(engine, workspace, mail, classified));
  const said = eventsOfMail(mail, classified, match && withoutOwn(match, question));
  if (match) return { ...shared, ...matched(match), kind, events: numbered(said, match) };
  const guess = question.isSpam ? null : await guessContacts(engine, workspace, said, { ...question, hints });
  return { ...shared, kind, ...(guess ?? NOBODY) };
}

const NOBODY = { matchedBy: null, confidence: 'none', intentId: null, contactNo: null, events: [] } as const;

function matched({ by, touch }: TouchMatch) {
  return {
    matchedBy: by,
    confidence: 'direct',
    intentId: touch.intentId,
    contactNo: touch.contactNo,
  } as const;
}

function numbered(said: readonly SaidEvent[], { touch }: TouchMatch): MailEvent[] {
  const { intentId, enrollmentId, contactNo } = touch;
  const about = { intentId, enrollmentId, contactNo, confidence: 'direct' as const, sequence: null };
  return said.map(({ type, properties }, slot) => ({ slot, type, properties, ...about }));
}

/** What is known of our mail by others than this one. */
function withoutOwn(match: TouchMatch, { before }: Question): TouchMatch {
  const said = before?.events.map(({ type }) => String(type)) ?? [];
  const heard = match.touch.heard.filter((type) => !said.includes(type));
  return { ...match, touch: { ...match.touch, heard } };
}

/** The mail of ours that a mail was found to be about when it was judged first, whatever would prove it today. */
async function matchBefore(
  { sql }: Pick<Engine, 'sql'>,
  workspace: Workspace,
  { before }: Question,
): Promise<Named | null> {
  if (before === null || before.confidence !== 'direct' || before.events.length === 0) return null;
  const by = MATCHED_BY.find((each) => each === before.matchedBy);
  if (by === undefined || before.intentId === null) return null;
  const asked = { intentIds: [before.intentId], providerIds: [] };
  const [touch] = await findMailedTouches(sql, workspace.id, asked);
  return touch ? { match: { by, touch, isOurs: false }, hints: [] } : null;
}

async function matchUnsubscribe(
  { sql }: Pick<Engine, 'sql'>,
  workspace: Workspace,
  mail: Mail,
): Promise<TouchMatch | null> {
  const intentId = unsubscribedByMail(mail, new TouchTokens(workspace.secret));
  if (intentId === null) return null;
  const [touch] = await findMailedTouches(sql, workspace.id, { intentIds: [intentId], providerIds: [] });
  return touch ? { by: 'address', touch, isOurs: false } : null;
}

/** Without a mail of ours that is named, by whose addresses stand in it; null where nobody knows them. */
async function guessContacts(
  engine: Pick<Engine, 'sql' | 'versions'>,
  workspace: Workspace,
  said: readonly SaidEvent[],
  { mail, receivedAt: at, hints }: Question & Pick<Named, 'hints'>,
) {
  const keys = said.map(({ address }) => (address === null ? null : addressKey(workspace, address)));
  const addressees = await findAddressees(
    engine.sql,
    workspace.id,
    keys.filter((key) => key !== null),
  );
  const ids = await contactIds(
    engine.sql,
    addressees.map(({ contactNo }) => contactNo),
  );
  const events: MailEvent[] = [];
  let matchedBy: MatchedBy | null = null;
  for (const [slot, { type, properties }] of said.entries()) {
    const contactNo = addressees.find(({ holderKey }) => holderKey === keys[slot])?.contactNo ?? null;
    const contact = contactNo === null ? undefined : ids.get(contactNo);
    if (contact === undefined) continue;
    const asked = { workspaceId: workspace.id, contact, subject: mail.subject, hints, type, at };
    const { by, ...guess } = await guessTouch(engine, asked);
    // Where nothing went nothing came back.
    if (guess.confidence === 'none' && REPORTED.has(type)) continue;
    matchedBy ??= by;
    events.push({
      ...{ slot, type, contactNo },
      ...guess,
      properties: { ...properties, reason: properties.reason ?? by },
    });
  }
  const [first] = events;
  if (first === undefined) return null;
  const { confidence, intentId, contactNo } = first;
  return { matchedBy, confidence, intentId, contactNo, events };
}

/** Everybody whom the mail names. */
function addressesIn({ named }: Mail, { recipients, original }: Classification): string[] {
  const reported = recipients.flatMap(({ address }) => address ?? []);
  return [...new Set([...named, ...reported, ...(original?.to ?? [])])];
}

/** A mail may be quoted in it, and a mail may hold what no text can. */
function readable(text: string): string {
  return text.replace(/[\p{Cc}\p{Surrogate}]/gu, ' ').slice(0, 300);
}
