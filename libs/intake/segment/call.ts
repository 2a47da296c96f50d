import type { Instant } from '#engine';

/** What a client of Segment's tracking API can say. */
export const CALL_TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;

export type CallType = (typeof CALL_TYPES)[number];

type Fields = Readonly<Record<string, unknown>>;

/** One call, read as far as all types of calls are alike. What else it says is in `fields`. */
export interface Call {
  /** Where it stands in its batch. */
  readonly index: number;
  readonly type: CallType;
  /** What names it: a repeat of the call carries the same. Null where nothing tells it from another one. */
  readonly messageId: string | null;
  /** The caller's id of whom it is about: the user, else the visitor whom nobody has named yet. */
  readonly contact: string;
  readonly userId: string | null;
  readonly anonymousId: string | null;
  readonly at: Instant;
  readonly fields: Fields;
  /** With what the batch says of all its calls. */
  readonly context: Fields;
}

/** Why one call is not taken; the others of its batch are. */
export interface CallRefusal {
  readonly index: number;
  readonly messageId: string | null;
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
}

/** What was read otherwise than it was written, or left out; the call is taken. */
export type CallRemark = CallRefusal;

/** An event as `POST /v1/events` takes it, but for its id. */
export interface EventDraft {
  readonly type: string;
  readonly name?: string;
  readonly occurredAt: string;
  readonly contact: string;
  readonly touch?: string;
  readonly enrollmentId?: string;
  readonly sequence?: string;
  readonly step?: string;
  readonly value?: number;
  readonly currency?: string;
  readonly properties: Fields;
}

/** What a call comes to: an event, what is known of a contact, or that two ids are one contact. */
export type Effect =
  | {
      readonly kind: 'event';
      readonly event: EventDraft;
      /** What a provider may have called the mail that it is about, where the event names no touch. */
      readonly mail: string | null;
    }
  | { readonly kind: 'contact'; readonly contact: string; readonly fields: Fields }
  | { readonly kind: 'alias'; readonly contact: string; readonly into: string };

export interface CallDraft {
  readonly index: number;
  readonly messageId: string | null;
  readonly effect: Effect;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in a field; an empty one where there is none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}
