import type { IncomingShape } from './incoming.ts';

type Draft = { -readonly [Name in keyof IncomingShape]?: IncomingShape[Name] };

/** Letters, digits and signs of ASCII: nothing that has to be looked at twice. */
const PLAIN = /^[ -~]*$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const isPlain = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length <= longest && PLAIN.test(value);
const isKey = (value: unknown): value is string => isPlain(value, 200) && value !== '';
const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/**
 * An event that is plainly right, as nearly all are: 1 µs where the schema takes 12. Null for every other one, right or
 * wrong, which is for the schema to say.
 */
export function readPlainEvent(raw: unknown): IncomingShape | null {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return null;
  const draft: Draft = {};
  for (const [name, value] of Object.entries(raw)) {
    if (name === 'eventId' || name === 'step' || name === 'contact' || name === 'sequence') {
      if (!isKey(value)) return null;
      draft[name] = value;
    } else if (name === 'type' || name === 'occurredAt' || name === 'machineReason') {
      if (!isPlain(value, 100)) return null;
      draft[name] = value;
    } else if (name === 'touch' || name === 'enrollmentId') {
      if (!isUuid(value)) return null;
      draft[name] = value;
    } else if (name === 'name') {
      if (!isPlain(value, 200)) return null;
      draft.name = value;
    } else if (name === 'machine') {
      if (typeof value !== 'boolean') return null;
      draft.machine = value;
    } else if (name === 'properties') {
      if (!isFlat(value)) return null;
      draft.properties = value;
    } else return null;
  }
  const { type, occurredAt } = draft;
  return type === undefined || occurredAt === undefined ? null : { ...draft, type, occurredAt };
}

/** Properties without depth, of plain texts and what is no text. */
function isFlat(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([name, inner]) =>
      PLAIN.test(name) && (typeof inner === 'string' ? PLAIN.test(inner) : typeof inner !== 'object'),
  );
}
