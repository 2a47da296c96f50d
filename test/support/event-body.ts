import type { LoggedEvent } from '#engine';

/** The JSON text of a logged event, as unremarkable as it can be but for what is given. */
export function eventBody(event: Partial<LoggedEvent> & { eventId: string }): string {
  const whole: LoggedEvent = {
    schema: 1,
    type: 'sent',
    name: '',
    occurredAt: '2026-03-02T09:00:00.000Z',
    receivedAt: '2026-03-02T09:00:00.250Z',
    workspace: 'demo',
    sequence: 'b2b-outbound',
    version: 1,
    enrollmentId: '0b9f3c1e-5f57-5d0e-9a55-3f0b5a0c9d11',
    enrollmentNo: 1,
    enrolledOn: '2026-03-01',
    intentId: null,
    touchAt: null,
    sentAt: null,
    step: 'intro',
    position: 0,
    visit: 1,
    variant: 'a',
    arms: {},
    subjectKey: 'k-1',
    attribution: 'direct',
    machine: false,
    machineReason: '',
    value: null,
    currency: '',
    source: 'engine',
    properties: {},
    ...event,
  };
  return JSON.stringify(whole);
}
