import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#storage';
import { eventBody } from '../support/event-body.ts';

/** An event of its own for a partition, told from others by its properties. */
export function newEvent(part: number, properties: Record<string, unknown> = {}): NewEvent {
  const eventId = randomUUID();
  return { part, eventId, body: eventBody({ eventId, properties }) };
}
