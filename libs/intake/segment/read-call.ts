import { findUnstorable, type Instant, NAMESPACE, UNSTORABLE_REASON, uuidV5 } from '#engine';
import { CALL_TYPES, type Call, type CallRefusal, type CallType, fieldsOf, isFields } from './call.ts';
import { timeOfCall } from './call-time.ts';
import { isInexact } from './traits.ts';

const LONGEST = 200;
/** As Segment takes them. */
export const MOST_BYTES_A_CALL = 32 * 1024;

/** What a batch says of all its calls; a call that says it itself goes first. */
export interface Envelope {
  readonly context: unknown;
  readonly integrations: unknown;
  readonly sentAt: unknown;
}

/** Texts that a program wrote where it had no id: all its users would be one contact. */
const NO_IDS = ['null', 'undefined', 'NaN', '[object Object]'];

/**
 * Reads one call as far as all types are alike, or says why it is none. `type` is that of its address; a call of a batch
 * says its own.
 */
export function readCall(
  raw: unknown,
  {
    index,
    type: ofAddress,
    batch,
    receivedAt,
  }: {
    readonly index: number;
    readonly type: CallType | null;
    readonly batch: Envelope;
    readonly receivedAt: Instant;
  },
): (Call & { readonly timeUnread: boolean }) | CallRefusal {
  const messageId = isFields(raw) ? nameOf(raw) : null;
  const refuse = (code: string, detail: string, fix: string): CallRefusal => ({
    index,
    messageId,
    code,
    detail,
    fix,
  });
  if (!isFields(raw))
    return refuse('invalid-call', 'The call is no JSON object.', 'Send { "type": "track", … }.');
  const type = ofAddress ?? CALL_TYPES.find((each) => each === raw.type);
  if (type === undefined)
    return refuse(
      'unknown-type',
      `type: ${show(raw.type)} is no type of call`,
      `Use one of ${CALL_TYPES.join(', ')}.`,
    );
  if (takesMoreThan(MOST_BYTES_A_CALL, raw))
    return refuse('call-too-large', 'The call takes more than 32 KB.', 'Send less in its properties.');
  const path = findUnstorable([
    raw.messageId,
    raw.userId,
    raw.anonymousId,
    raw.previousId,
    raw.groupId,
    raw.event,
  ]);
  if (path) return refuse('invalid-call', `an id or the name ${UNSTORABLE_REASON}`, 'Remove that character.');
  const ids: Record<(typeof IDS)[number], string | null> = {
    userId: null,
    anonymousId: null,
    previousId: null,
    groupId: null,
  };
  for (const field of IDS) {
    const id = readId(raw[field]);
    if (typeof id === 'object' && id !== null) return refuse('invalid-id', `${field}: ${id.reason}`, id.fix);
    ids[field] = id;
  }
  const contact = ids.userId ?? ids.anonymousId;
  // What Segment itself calls it.
  if (contact === null)
    return refuse(
      'no_user_anon_id',
      'The call has neither a userId nor an anonymousId.',
      'Say whom it is about: a userId, or an anonymousId.',
    );
  const { integrations } = raw;
  if ({ ...fieldsOf(batch.integrations), ...fieldsOf(integrations) }.Crest === false)
    return refuse(
      'not-for-crest',
      'integrations.Crest is false, so the call is not for Crest.',
      'Leave it out to have the call taken.',
    );
  const { at, unread } = timeOfCall({ ...timesOf(raw), sentAt: raw.sentAt ?? batch.sentAt }, receivedAt);
  return {
    ...{
      index,
      type,
      messageId,
      contact,
      userId: ids.userId,
      anonymousId: ids.anonymousId,
      at,
      timeUnread: unread,
    },
    fields: { ...raw, previousId: ids.previousId, groupId: ids.groupId },
    context: { ...fieldsOf(batch.context), ...fieldsOf(raw.context) },
  };
}

const IDS = ['userId', 'anonymousId', 'previousId', 'groupId'] as const;

const timesOf = ({ timestamp, originalTimestamp }: Readonly<Record<string, unknown>>) => ({
  timestamp,
  originalTimestamp,
});

/**
 * What names a call: its messageId; else, where it says its own time to the millisecond, what it says: whoever repeats it
 * repeats all of that.
 */
function nameOf(raw: Readonly<Record<string, unknown>>): string | null {
  const { messageId, sentAt: _, ...said } = raw;
  const text = typeof messageId === 'number' ? String(messageId) : messageId;
  if (typeof text === 'string' && text !== '')
    return text.length <= LONGEST ? text : uuidV5(NAMESPACE.outsideEvent, text);
  const hasTime = (raw.timestamp ?? raw.originalTimestamp) !== undefined;
  return hasTime ? uuidV5(NAMESPACE.outsideEvent, JSON.stringify(said)) : null;
}

/** An id as text, null where there is none, or what is wrong with it. */
function readId(value: unknown): string | null | { readonly reason: string; readonly fix: string } {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') {
    if (!isInexact(value)) return String(value);
    return { reason: 'is a number beyond 2^53, which loses digits', fix: 'Send it as text.' };
  }
  if (typeof value !== 'string') return { reason: `${show(value)} is no text`, fix: 'Send it as text.' };
  if (value.trim() === '') return null;
  if (NO_IDS.includes(value))
    return {
      reason: `"${value}" is what a program writes for nothing`,
      fix: 'Look where the id comes from.',
    };
  if (value.length > LONGEST)
    return { reason: `has more than ${LONGEST} characters`, fix: 'Send a shorter id.' };
  return value;
}

/** Whether a value takes more bytes than that as JSON in UTF-8. */
function takesMoreThan(bytes: number, value: unknown): boolean {
  const text = JSON.stringify(value);
  if (text.length * 3 <= bytes) return false;
  return text.length > bytes || new TextEncoder().encode(text).length > bytes;
}

const show = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60);
