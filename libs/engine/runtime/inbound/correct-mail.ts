import { type EventType, isSoft, outsideEventId, sightingKey } from '#engine';
import {
  type CorrectedEvent,
  contactIds,
  correctEvents,
  findTouches,
  type MailEvent,
  type StoredIncomingMail,
  type Workspace,
} from '#storage';
import type { Around, Attributed } from '../delivery.ts';
import type { Engine } from '../engine.ts';
import { wholeEvent } from '../event-text.ts';
import { INBOUND, isHearsay } from '../hearsay.ts';
import { effectOf } from '../incoming-effect.ts';
import { externalIdOf } from './collect-mail.ts';
import type { Judged } from './judge-mail.ts';
import { sequencesOfRows } from './sequences-of-rows.ts';

/** What an event is after it turned out to be none: it counts in no report. */
const RETRACTED = 'tracked' satisfies EventType;

/** One event of a mail, as it was taken and as it is now. */
export interface Change {
  readonly was: MailEvent;
  readonly is: MailEvent;
}

/** What judging a mail again changes: events that are others now, and events that it did not give rise to before. */
export function changesOf(
  mail: StoredIncomingMail,
  judged: Judged,
): { changed: Change[]; added: MailEvent[] } {
  const changed = mail.events.flatMap((was): Change[] => {
    const now = judged.events.find(({ slot }) => slot === was.slot);
    // It stays where it was counted: what it is about is not judged again.
    const is = { ...was, type: now?.type ?? RETRACTED, properties: now?.properties ?? {} };
    return isSame(was, is) ? [] : [{ was, is }];
  });
  const known = new Set(mail.events.map(({ slot }) => slot));
  return { changed, added: judged.events.filter(({ slot }) => !known.has(slot)) };
}

function isSame(a: MailEvent, b: MailEvent): boolean {
  const text = ({ type, properties }: MailEvent) => JSON.stringify([type, Object.entries(properties).sort()]);
  return text(a) === text(b);
}

/** A correction in the log, and the months whose counts it changes. */
export interface Corrected {
  readonly event: CorrectedEvent;
  readonly months: readonly string[];
}

/** Works out what corrected events are, from what is known of their touches. */
export async function correctedEvents(
  engine: Pick<Engine, 'sql' | 'versions'>,
  workspace: Workspace,
  mail: StoredIncomingMail,
  { changed, at }: { changed: readonly Change[]; at: number },
): Promise<Corrected[]> {
  const none = { intentId: null, contact: null, sequence: null };
  const questions = changed.flatMap(({ is: { enrollmentId } }, ord) =>
    enrollmentId === null ? [] : [{ ...none, ord, enrollmentId }],
  );
  const rows = await findTouches(engine.sql, workspace.id, questions);
  const sequenceOf = await sequencesOfRows(engine.versions, rows);
  const ids = await contactIds(
    engine.sql,
    changed.flatMap(({ is }) => is.contactNo ?? []),
  );
  const delivery = { workspaceId: workspace.id, source: INBOUND, now: at };
  const around: Around = { workspace, delivery, sequenceOf, types: engine.versions.steps.types };
  return changed.map(({ was, is }, ord) => {
    const enrollment = rows.find((row) => row.ord === ord);
    const touch = enrollment?.touches.find(({ intentId }) => intentId === is.intentId) ?? null;
    const attributed: Attributed | null = enrollment
      ? { enrollment, touch, attribution: is.confidence }
      : null;
    const contact = ids.get(is.contactNo ?? 0);
    const event = {
      type: is.type,
      name: '',
      at: mail.receivedAt,
      properties: is.properties,
      ...(contact === undefined ? {} : { contact }),
    };
    const eventId = outsideEventId(workspace.key, INBOUND, externalIdOf(mail, is));
    const effect = effectOf({ index: ord, event, eventId }, attributed, around);
    const { ends = null, suppress = null } = effect.deed ?? {};
    const body = wholeEvent(effect);
    return {
      event: { ...effect, body, ends, suppress, sightingWas: sightingOf(was), sighting: sightingOf(is) },
      months: [enrollment?.enrolledAt, touch?.sentAt].flatMap((time) =>
        time == null ? [] : [monthOf(time)],
      ),
    };
  });
}

function sightingOf({ type, properties, confidence }: MailEvent): string | null {
  if (type === RETRACTED || isHearsay(type, INBOUND, confidence)) return null;
  return sightingKey({ type, name: '', machine: false, hard: type === 'bounced' && !isSoft(properties) });
}

const monthOf = (time: number): string => new Date(time).toISOString().slice(0, 7);

/** Lets a mail be what it is now; false where another call was quicker. */
export async function correctMail(
  engine: Pick<Engine, 'sql'>,
  mail: StoredIncomingMail,
  judged: Judged,
  {
    changed,
    added,
    corrected,
    at,
  }: { changed: readonly Change[]; added: readonly MailEvent[]; corrected: readonly Corrected[]; at: number },
): Promise<boolean> {
  const events = mail.events.map((was) => changed.find((change) => change.was.slot === was.slot)?.is ?? was);
  // What it is about is judged again only where it was about nothing.
  const { matchedBy, confidence, intentId, contactNo } = mail.events.length > 0 ? mail : judged;
  return await correctEvents(engine.sql, {
    ...{ matchedBy, confidence, intentId, contactNo },
    ...{ id: mail.id, workspaceId: mail.workspaceId, classifierWas: mail.classifier },
    ...{ classifier: judged.classifier, kind: judged.kind, reason: judged.reason },
    ...{ events: [...events, ...added], taken: mail.taken && added.length === 0, at },
    corrected: corrected.map(({ event }) => event),
  });
}
