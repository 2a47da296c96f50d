import { type Call, type EventDraft, fieldsOf } from './call.ts';

const SEQUENCE = ['sequence', 'sequenceKey', 'sequence_key', 'sequenceId', 'sequence_id'];
const STEP = ['step', 'stepKey', 'step_key', 'stepId', 'step_id'];
const ENROLLMENT = ['enrollmentId', 'enrollment_id'];
const TOUCH = ['touch', 'touchId', 'touch_id', 'intentId', 'intent_id'];
const MAIL = ['messageId', 'message_id', 'emailId', 'email_id'];

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** A touch as the links of its mail name it. */
const TOKEN = /^([\w-]{43}|[\w-]{64})$/;
/** The Message-ID of a mail begins with its touch. A server is believed without the signature behind it. */
const MESSAGE_ID = /^<?([0-9a-f-]{36})(?:\.[a-z2-7]{26})?@[^@\s]+$/i;

/** Where a call says that it belongs, as far as that can be something of Crest's. */
export type Place = Pick<EventDraft, 'touch' | 'enrollmentId' | 'sequence' | 'step'>;

/**
 * What a call says of the sequence, the step and the mail it comes from, in its properties or its context; else in the
 * campaign of the link that led there (`utm_campaign` is the sequence, `utm_content` the step). A sequence that is not
 * known here says nothing: the call is then about whatever its contact got last.
 */
export function placeOf(
  { fields, context }: Pick<Call, 'fields' | 'context'>,
  sequences: ReadonlySet<string>,
): Place {
  const said = [fieldsOf(fields.properties), context];
  const find = (names: readonly string[], read: (text: string) => string | null) =>
    firstOf(
      said.flatMap((each) => names.map((name) => each[name])),
      read,
    );
  const known = (text: string) => (sequences.has(text) ? text : null);
  const campaign = fieldsOf(context.campaign);
  const linked = firstOf([campaign.name], known);
  const sequence = find(SEQUENCE, known) ?? linked;
  const step =
    find(STEP, keyOf) ?? (linked !== null && linked === sequence ? firstOf([campaign.content], keyOf) : null);
  const touch = find([...TOUCH, ...MAIL], touchOf);
  const enrollmentId = find(ENROLLMENT, idOf);
  return {
    ...(touch !== null && { touch }),
    ...(enrollmentId !== null && { enrollmentId }),
    ...(sequence !== null && { sequence }),
    ...(step !== null && { step }),
  };
}

/** What a call calls its mail, which may be its provider's name of one of Crest's. */
export function mailOf({ fields, context }: Pick<Call, 'fields' | 'context'>): string | null {
  const said = [fieldsOf(fields.properties), context];
  return firstOf(
    said.flatMap((each) => MAIL.map((name) => each[name])),
    keyOf,
  );
}

function firstOf(values: readonly unknown[], read: (text: string) => string | null): string | null {
  for (const value of values) {
    const found = typeof value === 'string' ? read(value.trim()) : null;
    if (found !== null) return found;
  }
  return null;
}

const idOf = (text: string) => (ID.test(text) ? text : null);
const keyOf = (text: string) => (text !== '' && text.length <= 200 ? text : null);

function touchOf(text: string): string | null {
  if (ID.test(text) || TOKEN.test(text)) return text;
  const [, id = ''] = MESSAGE_ID.exec(text) ?? [];
  return idOf(id);
}
