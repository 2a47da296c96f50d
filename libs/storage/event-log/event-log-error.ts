import { DomainError } from '#engine';

/** The log does not answer, or not in time. */
export function logUnavailable(detail: string, cause?: unknown): DomainError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new DomainError({
    code: 'log-unavailable',
    detail: `${detail}${reason}.`,
    fix: 'Nothing is lost, events wait in Postgres. See that the brokers run and can be reached from here.',
    cause,
  });
}

/** The log ends before a cursor on it. */
export function logBehindCursor(part: number, from: number, head: number | undefined): DomainError {
  return new DomainError({
    code: 'log-behind-cursor',
    detail: `Partition ${part} of the event log ends at ${head ?? 0}, but is to be read from ${from}.`,
    fix: 'It was restored or made anew, so it is another log than the cursor belongs to: use another topic or database.',
  });
}

/** The log does not have the partitions that the installation was made with. */
export function wrongPartitions(topic: string, found: number, wanted: number): DomainError {
  return new DomainError({
    code: 'log-partitions',
    detail: `The Kafka topic "${topic}" has ${found} partitions, this installation has ${wanted}.`,
    fix: `Name another topic, or make this one anew with exactly ${wanted} partitions: order is kept by them.`,
  });
}
