import { z } from 'zod';
import {
  EVENT_TYPES,
  type EventType,
  findUnstorable,
  type Instant,
  iso,
  namesAddress,
  UNSTORABLE_REASON,
} from '#engine';
import { isPlainEvent } from './plain-event.ts';

const key = z.string().min(1).max(200);
/** A touch alone, or with a link of its mail. */
export const TOKEN = /^([\w-]{43}|[\w-]{64})$/;

/** One event of `POST /v1/events`. Unknown fields are refused by name. */
export const eventSchema = z
  .strictObject({
    eventId: key.optional(),
    type: z.string().max(100),
    name: z
      .string()
      .max(200)
      .refine((name) => !namesAddress(name), 'must hold no address: names are kept in the event log')
      .optional(),
    occurredAt: z.string().max(100),
    touch: z
      .union([z.uuid(), z.string().regex(TOKEN)], {
        error: 'is neither the intentId of a touch nor a token of its mail',
      })
      .optional(),
    enrollmentId: z.uuid().optional(),
    step: key.optional(),
    contact: key.optional(),
    sequence: key.optional(),
    value: z.number().optional(),
    currency: z
      .string()
      .regex(/^[A-Za-z]{3}$/, 'is not the code of a currency, such as EUR')
      // One currency, however it is written.
      .toUpperCase()
      .optional(),
    machine: z.boolean().optional(),
    machineReason: z.string().max(100).optional(),
    properties: z.record(z.string(), z.unknown()).optional(),
  })
  .superRefine((event, context) => {
    const path = findUnstorable(event);
    if (path) context.addIssue({ code: 'custom', path: [...path], message: UNSTORABLE_REASON });
  });

export const eventsSchema = z.strictObject({ events: z.array(z.unknown()).max(1000) });

export type IncomingShape = z.infer<typeof eventSchema>;

/** An event that passed: its type is one that may come from outside and its time is a time. */
export interface Incoming {
  readonly type: EventType;
  readonly name: string;
  readonly at: Instant;
  readonly eventId?: string | undefined;
  readonly touch?: string | undefined;
  readonly enrollmentId?: string | undefined;
  readonly step?: string | undefined;
  readonly contact?: string | undefined;
  readonly sequence?: string | undefined;
  readonly value?: number | undefined;
  readonly currency?: string | undefined;
  readonly machine?: boolean | undefined;
  readonly machineReason?: string | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
}

export interface Refusal {
  readonly index: number;
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
}

const OUTSIDE: ReadonlySet<string> = new Set(
  Object.entries(EVENT_TYPES)
    .filter(([, meaning]) => meaning.outside)
    .map(([type]) => type),
);
const isTime = z.iso.datetime({ offset: true });
/** Clocks of senders may be this much ahead of ours. */
const SKEW = 10 * 60_000;

/** Checks one event; answers it, or why it is refused. */
export function readIncoming(
  raw: unknown,
  index: number,
  clock: { now: Instant; sandbox: boolean },
): Incoming | Refusal {
  const refuse = (code: string, detail: string, fix: string): Refusal => ({ index, code, detail, fix });
  const event = readShape(raw);
  if (typeof event === 'string')
    return refuse('invalid-event', event, 'Send the fields of POST /v1/events as /docs lists them.');
  if (!OUTSIDE.has(event.type))
    return refuse(
      'unknown-type',
      `type: "${event.type}" is not an event that can be sent in`,
      `Use one of ${[...OUTSIDE].join(', ')}.`,
    );
  const at = readTime(event.occurredAt);
  if (Number.isNaN(at) || at < 0)
    return refuse(
      'invalid-time',
      `occurredAt: "${event.occurredAt}" is not a time`,
      'Send ISO 8601 with a zone, for example 2026-01-05T09:00:00Z.',
    );
  if (clock.sandbox && at > clock.now)
    return refuse(
      'after-the-clock',
      `occurredAt: ${iso(at)} is after the sandbox clock, ${iso(clock.now)}`,
      'Advance the clock first (POST /v1/clock/advance), or send an earlier time.',
    );
  if (!clock.sandbox && at > clock.now + SKEW)
    return refuse(
      'in-the-future',
      `occurredAt: ${iso(at)} lies in the future`,
      'Send the time at which it happened.',
    );
  if (!event.touch && !event.enrollmentId && !event.contact)
    return refuse(
      'no-subject',
      'none of touch, enrollmentId and contact is given',
      'Say who it is about: touch, enrollmentId with step, or contact.',
    );
  const { machine } = EVENT_TYPES[event.type as EventType];
  if (event.machine && !machine)
    return refuse(
      'not-by-machine',
      `machine: a ${event.type} event cannot be flagged`,
      'Leave machine out; it is for opened and clicked.',
    );
  return incomingOf(event, event.type as EventType, at);
}

/** Field by field: to copy whatever is there takes ten times as long. */
const incomingOf = (event: IncomingShape, type: EventType, at: Instant): Incoming => ({
  type,
  name: event.name ?? '',
  at,
  eventId: event.eventId,
  touch: event.touch,
  enrollmentId: event.enrollmentId,
  step: event.step,
  contact: event.contact,
  sequence: event.sequence,
  value: event.value,
  currency: event.currency,
  machine: event.machine,
  machineReason: event.machineReason,
  properties: event.properties,
});

/** The event, or everything that is wrong with it. */
function readShape(raw: unknown): IncomingShape | string {
  if (isPlainEvent(raw)) return raw;
  const shape = eventSchema.safeParse(raw);
  if (shape.success) return shape.data;
  return shape.error.issues.map((i) => `${i.path.join('.') || 'event'}: ${i.message}`).join('; ');
}

/** A time; NaN where it is none. `Date` alone takes 30 February for 2 March. */
function readTime(text: string): Instant {
  const at = Date.parse(text);
  if (UTC.test(text) && !Number.isNaN(at) && (isEarlyInMonth(text) || iso(at).startsWith(text.slice(0, 19))))
    return at;
  return isTime.safeParse(text).success ? at : Number.NaN;
}

/** Every month has a 28th. */
const isEarlyInMonth = (text: string): boolean => text.slice(8, 10) < '29';

/** As programs write times. */
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
