/** The fields of every logged event. */
export const OF_EVERY_EVENT = [
  ...(['schema', 'eventId', 'type', 'name', 'occurredAt', 'receivedAt', 'workspace', 'sequence'] as const),
  ...([
    'version',
    'enrollmentId',
    'enrollmentNo',
    'enrolledOn',
    'intentId',
    'touchAt',
    'sentAt',
    'step',
  ] as const),
  ...(['position', 'visit', 'variant', 'arms', 'subjectKey', 'attribution', 'machine'] as const),
  ...(['machineReason', 'value', 'currency', 'source', 'properties'] as const),
] as const;

/** Those of one that drew a variant. */
export const OF_ASSIGNED = [
  ...OF_EVERY_EVENT,
  ...(['experiment', 'decisionPoint', 'options', 'probabilities', 'chosen'] as const),
] as const;

/** Where the texts of an event's fields go when it is cut up. */
export function noFields(): Record<(typeof OF_EVERY_EVENT)[number], string> {
  return {
    ...{ schema: '', eventId: '', type: '', name: '', occurredAt: '', receivedAt: '', workspace: '' },
    ...{ sequence: '', version: '', enrollmentId: '', enrollmentNo: '', enrolledOn: '', intentId: '' },
    ...{ touchAt: '', sentAt: '', step: '', position: '', visit: '', variant: '', arms: '', subjectKey: '' },
    ...{
      attribution: '',
      machine: '',
      machineReason: '',
      value: '',
      currency: '',
      source: '',
      properties: '',
    },
  };
}
