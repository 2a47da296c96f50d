import type { KafkaMessage, Message } from 'kafkajs';
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
  // The table's column is of type json and only the engine and collect write it, each a LoggedEvent.
  const event = JSON.parse(body) as Envelope;
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

/** What a reader of the log sees of a message, whoever wrote it: nothing is refused here. */
export function toRecord(part: number, { offset, value, headers }: KafkaMessage): LogRecord {
  const id = headers?.ce_id?.toString() ?? '';
  return { part, pos: Number(offset), body: value?.toString() ?? '', eventId: UUID.test(id) ? id : null };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
