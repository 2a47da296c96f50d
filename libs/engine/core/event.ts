/**
 * The event types and what each of them means. Adding one is adding a row.
 * `outside`: may be sent in by a caller or a provider. `machine`: may be flagged as a machine's doing.
 */
export const EVENT_TYPES = {
  tracked: { outside: true, machine: false },
  enrolled: { outside: false, machine: false },
  assigned: { outside: false, machine: false },
  reached: { outside: false, machine: false },
  sent: { outside: false, machine: false },
  'held-out': { outside: false, machine: false },
  delivered: { outside: true, machine: false },
  deferred: { outside: true, machine: false },
  bounced: { outside: true, machine: false },
  opened: { outside: true, machine: true },
  clicked: { outside: true, machine: true },
  replied: { outside: true, machine: false },
  'auto-replied': { outside: true, machine: false },
  converted: { outside: true, machine: false },
  unsubscribed: { outside: true, machine: false },
  complained: { outside: true, machine: false },
  'task-opened': { outside: false, machine: false },
  'task-completed': { outside: true, machine: false },
  'task-skipped': { outside: true, machine: false },
  branched: { outside: false, machine: false },
  exited: { outside: false, machine: false },
  'move-refused': { outside: false, machine: false },
  migrated: { outside: false, machine: false },
  completed: { outside: false, machine: false },
  failed: { outside: false, machine: false },
} as const satisfies Record<string, { outside: boolean; machine: boolean }>;

export type EventType = keyof typeof EVENT_TYPES;

export type Attribution = 'direct' | 'inferred' | 'none';

/** One event as the log carries it and ClickHouse stores it. Times are ISO 8601 in UTC with milliseconds. */
export interface LoggedEvent {
  readonly schema: 1;
  readonly eventId: string;
  readonly type: EventType;
  readonly name: string;
  readonly occurredAt: string;
  readonly receivedAt: string;
  readonly workspace: string;
  readonly sequence: string;
  readonly version: number;
  readonly enrollmentId: string | null;
  readonly enrollmentNo: number;
  /** YYYY-MM-DD, UTC. */
  readonly enrolledOn: string | null;
  readonly intentId: string | null;
  readonly touchAt: string | null;
  readonly sentAt: string | null;
  readonly step: string;
  readonly position: number;
  readonly visit: number;
  readonly variant: string;
  readonly arms: Readonly<Record<string, string>>;
  readonly subjectKey: string;
  readonly attribution: Attribution;
  readonly machine: boolean;
  readonly machineReason: string;
  readonly value: number | null;
  readonly currency: string;
  readonly source: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly experiment?: string;
  readonly decisionPoint?: string;
  readonly options?: readonly string[];
  readonly probabilities?: readonly number[];
  readonly chosen?: string;
}

/**
 * The kind an event counts as in reports: `opened`, `opened:machine`, `converted:reorder`. A bounce that its sender calls
 * soft is one of its own, for a mail that was only held up is not one that never arrived.
 */
export function kindOf(event: {
  type: string;
  name: string;
  machine: boolean;
  properties?: unknown;
}): string {
  if (event.machine) return `${event.type}:machine`;
  if (event.type === 'bounced' && isSoft(event.properties)) return 'bounced:soft';
  if (event.type === 'converted' && event.name !== '') return `converted:${event.name}`;
  return event.type;
}

/** Does a bounce say that it is a soft one? One that says nothing is taken for hard: the address is not to be tried again. */
export function isSoft(properties: unknown): boolean {
  return (
    typeof properties === 'object' &&
    properties !== null &&
    'kind' in properties &&
    properties.kind === 'soft'
  );
}
