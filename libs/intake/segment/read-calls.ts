import { DomainError, type Instant } from '#engine';
import { type CallDraft, type CallRefusal, type CallRemark, type CallType, isFields } from './call.ts';
import { draftOf, type Known } from './draft-of.ts';
import { draftOfPage } from './of-page.ts';
import { type Envelope, readCall } from './read-call.ts';

/** As Segment takes them. */
export const MOST_CALLS = 2_500;

/** The calls of one request, read. What is refused is refused alone. */
export interface ReadCalls {
  readonly drafts: readonly CallDraft[];
  readonly refused: readonly CallRefusal[];
  readonly remarks: readonly CallRemark[];
  /** Calls that stand in the request twice, by their messageId. */
  readonly repeated: number;
}

/** The address that a request came to: of one type of call, or of a batch of any. */
export type Door = CallType | 'batch';

/** Who sends calls: a server, whose key is a secret, or a page, whose key everybody can read who looks at it. */
export type Sender = 'server' | 'page';

/** How many calls a body holds, as far as it can be read; what a sender is measured by. */
export function countCalls(body: unknown, door: Door): number {
  return door === 'batch' && isFields(body) && Array.isArray(body.batch) ? body.batch.length : 1;
}

/** Reads the body of a request. One that is no batch, or more than is taken at once, is refused as a whole. */
export function readCalls(
  body: unknown,
  door: Door,
  receivedAt: Instant,
  known: Known,
  sender: Sender = 'server',
): ReadCalls {
  const { calls, batch } = open(body, door);
  const drafts: CallDraft[] = [];
  const refused: CallRefusal[] = [];
  const remarks: CallRemark[] = [];
  const seen = new Set<string>();
  let repeated = 0;
  for (const [index, raw] of calls.entries()) {
    const call = readCall(raw, { index, type: door === 'batch' ? null : door, batch, receivedAt });
    if ('code' in call) {
      refused.push(call);
      continue;
    }
    const drafted = sender === 'page' ? draftOfPage(call, draftOf(call, known)) : draftOf(call, known);
    if ('refusal' in drafted) {
      refused.push(drafted.refusal);
      continue;
    }
    const { messageId } = call;
    if (messageId !== null && seen.has(messageId)) {
      repeated++;
      continue;
    }
    if (messageId !== null) seen.add(messageId);
    if (call.timeUnread) remarks.push(timeUnread(index, messageId));
    remarks.push(...drafted.remarks);
    drafts.push({ index, messageId, effect: drafted.effect });
  }
  return { drafts, refused, remarks, repeated };
}

function open(body: unknown, door: Door): { calls: readonly unknown[]; batch: Envelope } {
  if (!isFields(body))
    throw refuse('', 'The body is no JSON object.', 'Send { "userId": …, "event": … }, or { "batch": […] }.');
  const { batch: calls, context, integrations, sentAt } = body;
  if (door !== 'batch') return { calls: [body], batch: { context: {}, integrations: {}, sentAt } };
  if (!Array.isArray(calls))
    throw refuse('batch', 'The body has no list of calls.', 'Send { "batch": [{ "type": "track", … }] }.');
  if (calls.length > MOST_CALLS)
    throw refuse(
      'batch',
      `The batch has ${calls.length} calls; ${MOST_CALLS} are the most.`,
      'Send it in several.',
    );
  return { calls, batch: { context, integrations, sentAt } };
}

function refuse(field: string, detail: string, fix: string): DomainError {
  return new DomainError({ code: 'batch-invalid', field, detail, fix });
}

function timeUnread(index: number, messageId: string | null): CallRemark {
  return {
    ...{ index, messageId, code: 'time-unread' },
    detail: 'timestamp: cannot be read as a time; when the call was received is taken',
    fix: 'Send ISO 8601 with a zone, for example 2026-01-05T09:00:00Z.',
  };
}
