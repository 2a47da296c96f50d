import type { Instant } from '#engine';
import {
  type CallDraft,
  type CallRefusal,
  type CallRemark,
  type Door,
  type EventDraft,
  readCalls,
  type Sender,
} from '#intake';
import { readWorkspace } from '#storage';
import { collect } from '../collect.ts';
import type { Engine } from '../engine.ts';
import { findMails } from './find-mails.ts';
import { joinContacts } from './join-contacts.ts';
import { knownNames } from './known-names.ts';
import { type ContactCall, saveContacts } from './save-contacts.ts';

/** What names all that comes this way, with the messageId. */
const SOURCE = 'segment';
/** Events that are logged by one statement. */
const AT_ONCE = 500;

export interface CallDelivery {
  readonly workspaceId: number;
  readonly body: unknown;
  readonly door: Door;
  readonly sender: Sender;
  readonly now: Instant;
  /** Names a call that nothing names. */
  readonly makeId: () => string;
}

export interface TakenCalls {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly CallRefusal[];
  readonly remarks: readonly CallRemark[];
}

type Parts = Pick<Engine, 'sql' | 'versions'>;

/** What became of some calls. */
interface Outcome {
  readonly taken: number;
  readonly duplicates: number;
  readonly refused: readonly CallRefusal[];
}

/**
 * Takes calls of Segment's tracking API: first what they say of contacts, then which ids are one contact, then what
 * happened, so that events are about who goes on. All of it is stored when this resolves, and a call that is repeated
 * does nothing; after an error the whole request can be repeated.
 */
export async function takeCalls(engine: Parts, delivery: CallDelivery): Promise<TakenCalls> {
  const { workspaceId, body, door, sender, now, makeId } = delivery;
  const known = await knownNames(engine, workspaceId);
  const { drafts, refused, remarks, repeated } = readCalls(body, door, now, known, sender);
  const named = drafts.map((draft) => ({ ...draft, id: draft.messageId ?? makeId() }));

  const outcomes: Outcome[] = [{ taken: 0, duplicates: repeated, refused }];
  const contacts = named.flatMap(({ effect, ...call }): ContactCall[] =>
    effect.kind === 'contact' ? [{ ...call, ...effect }] : [],
  );
  const workspace = await readWorkspace(engine.sql, workspaceId);
  const keepsAddresses = sender === 'page';
  outcomes.push(await saveContacts(engine.sql, { workspace, source: SOURCE, keepsAddresses, now }, contacts));
  for (const { effect, index, messageId } of named) {
    if (effect.kind !== 'alias') continue;
    const joined = await joinContacts(engine, { workspaceId, id: effect.contact, into: effect.into, now });
    outcomes.push({
      taken: joined.kind === 'joined' ? 1 : 0,
      duplicates: joined.kind === 'joined-before' ? 1 : 0,
      refused: joined.kind === 'refused' ? [refusalOf({ index, messageId }, joined)] : [],
    });
  }
  const events = await findMails(
    engine.sql,
    workspaceId,
    named.flatMap(({ effect, ...call }) => (effect.kind === 'event' ? [{ ...call, ...effect }] : [])),
  );
  for (let from = 0; from < events.length; from += AT_ONCE)
    outcomes.push(await logEvents(engine, delivery, events.slice(from, from + AT_ONCE)));

  return {
    accepted: outcomes.reduce((sum, { taken }) => sum + taken, 0),
    duplicates: outcomes.reduce((sum, { duplicates }) => sum + duplicates, 0),
    rejected: outcomes.flatMap((outcome) => outcome.refused).sort((a, b) => a.index - b.index),
    remarks,
  };
}

interface EventCall extends Pick<CallDraft, 'index' | 'messageId'> {
  readonly id: string;
  readonly event: EventDraft;
}

/** A name of a touch or an enrollment may be somebody else's: then the event is about its contact. */
const NAMES_NOTHING = ['unknown-touch', 'unknown-enrollment'];

async function logEvents(
  engine: Parts,
  delivery: CallDelivery,
  calls: readonly EventCall[],
): Promise<Outcome> {
  if (calls.length === 0) return { taken: 0, duplicates: 0, refused: [] };
  const { accepted, duplicates, rejected } = await collect(engine, {
    workspaceId: delivery.workspaceId,
    source: SOURCE,
    events: calls.map(({ id, event }) => ({ ...event, eventId: id })),
    now: delivery.now,
  });
  const refused: CallRefusal[] = [];
  const again: EventCall[] = [];
  for (const refusal of rejected) {
    const call = calls[refusal.index];
    if (!call) throw new Error(`an event that was not sent was refused: ${refusal.index}`);
    const { touch: _, enrollmentId: __, ...event } = call.event;
    if (NAMES_NOTHING.includes(refusal.code)) again.push({ ...call, event });
    else refused.push(refusalOf(call, refusal));
  }
  const second = await logEvents(engine, delivery, again);
  return {
    taken: accepted + second.taken,
    duplicates: duplicates + second.duplicates,
    refused: [...refused, ...second.refused],
  };
}

function refusalOf(
  { index, messageId }: Pick<CallDraft, 'index' | 'messageId'>,
  { code, detail, fix }: { readonly code: string; readonly detail: string; readonly fix: string },
): CallRefusal {
  return { index, messageId, code, detail, fix };
}
