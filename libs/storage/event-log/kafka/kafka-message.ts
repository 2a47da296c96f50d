import type { Message } from 'kafkajs';
import { FieldCutter } from '../cut-fields.ts';
import { noFields, OF_EVERY_EVENT } from '../event-fields.ts';
import type { LogRecord } from '../event-log.ts';

/** What of a LoggedEvent (#engine) stands on the outside of its message. */
interface Envelope {
  readonly type: string;
  readonly occurredAt: string;
  readonly workspace: string;
  readonly sequence: string;
  readonly enrollmentId: string | null;
  readonly subjectKey: string;
}

/**
 * A record of the log table as a Kafka message: CloudEvents 1.0 in binary mode (its Kafka binding), so that consumers
 * other than Crest can route it by its headers. The value is the JSON row as it stands in the table.
 */
export function toMessage({ part, pos, body, eventId }: LogRecord): Message {
  const event = envelopeOf(body);
  const subject = event.enrollmentId ?? event.subjectKey;
  return {
    partition: part,
    key: subject,
    value: body,
    headers: {
      ce_specversion: '1.0',
      ce_id: eventId ?? '',
      ce_type: `crest.${event.type}`,
      ce_source: `/${encodeURIComponent(event.workspace)}/${encodeURIComponent(event.sequence)}`,
      ce_subject: subject,
      ce_time: event.occurredAt,
      'content-type': 'application/json',
      pos: String(pos),
    },
  };
}

const cutter = new FieldCutter(OF_EVERY_EVENT);
const cut = noFields();

function envelopeOf(body: string): Envelope {
  if (cutter.cut(body, cut)) {
    return {
      type: inner(cut.type),
      occurredAt: inner(cut.occurredAt),
      workspace: inner(cut.workspace),
      sequence: inner(cut.sequence),
      enrollmentId: cut.enrollmentId === 'null' ? null : inner(cut.enrollmentId),
      subjectKey: inner(cut.subjectKey),
    };
  }
  // Only the engine and collect write the log table, each a LoggedEvent.
  const event = JSON.parse(body) as Envelope;
  cutter.learn(Object.keys(event));
  return event;
}

const inner = (text: string): string => text.slice(1, -1);
