import { kindOf } from '#engine';
import { FieldCutter } from '../event-log/cut-fields.ts';
import { noFields, OF_EVERY_EVENT } from '../event-log/event-fields.ts';
import { isInRange } from './check-value.ts';
import { ATTRIBUTIONS, MACHINE_TYPES, TYPES, UINT16, UINT32 } from './event-columns.ts';
import { parseIsoTime } from './parse-iso-time.ts';

const cutter = new FieldCutter(OF_EVERY_EVENT);
/** The JSON texts of the fields of the event at hand. */
const cut = noFields();

/** Takes note of how an event that was parsed has its fields. */
export const learnFields = (names: readonly string[]): void => cutter.learn(names);

/**
 * The row of an event that has nothing out of the ordinary, put together from the texts of its fields: the row that
 * parsing it gives, in half the time. Null for any other and for whatever is wrong: parsing it finds the reason.
 */
export function encodePlain(body: string): string | null {
  if (!cutter.cut(body, cut)) return null;
  const { type, name, machine, occurredAt, enrollmentNo, touchAt, sentAt, step, arms, value } = cut;
  const nobody = enrollmentNo === '0';
  const arming = textMap(arms);
  const properties = objectOf(cut.properties);
  const passes =
    cut.schema === '1' &&
    UUID.test(cut.eventId) &&
    TYPES.has(inner(type)) &&
    (machine === 'false' || (machine === 'true' && MACHINE_TYPES.has(inner(type)))) &&
    isTime(occurredAt) &&
    isTime(cut.receivedAt) &&
    areTexts(name, cut.workspace, cut.sequence, step, cut.variant, cut.subjectKey) &&
    areTexts(cut.machineReason, cut.currency, cut.source) &&
    cut.workspace !== '""' &&
    ATTRIBUTIONS.has(inner(cut.attribution)) &&
    isWhole(cut.version, UINT32) &&
    isWhole(enrollmentNo, UINT32) &&
    isWhole(cut.position, UINT16) &&
    isWhole(cut.visit, UINT32) &&
    (cut.enrollmentId === 'null' || UUID.test(cut.enrollmentId)) &&
    (cut.intentId === 'null' || UUID.test(cut.intentId)) &&
    (nobody ? cut.enrolledOn === 'null' : isDay(cut.enrolledOn)) &&
    (touchAt === 'null' || (!nobody && step !== '""' && isTime(touchAt))) &&
    (sentAt === 'null' || (touchAt !== 'null' && isTime(sentAt))) &&
    (value === 'null' || WHOLE.test(value)) &&
    arming !== null &&
    properties !== null;
  if (!passes) return null;
  const plain = { type: inner(type), name: inner(name), machine: machine === 'true', properties };
  const kind = kindOf(plain);
  const version = parseIsoTime(inner(cut.receivedAt));
  const day = nobody ? `"${occurredAt.slice(1, 11)}"` : cut.enrolledOn;
  const written = properties === NOTHING ? '"{}"' : JSON.stringify(JSON.stringify(properties));
  return `[${cut.eventId},${type},${name},${plain.machine ? 1 : 0},"${kind}",${occurredAt},${cut.receivedAt},${version},${cut.workspace},${cut.sequence},${cut.version},${cut.enrollmentId},${enrollmentNo},${day},${cut.intentId},${touchAt},${sentAt},${step},${cut.position},${cut.visit},${cut.variant},${arming},${cut.subjectKey},${cut.attribution},${cut.machineReason},${value},${cut.currency},${cut.source},${written},"","",[],[],""]`;
}

const UUID = /^"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"$/;
const WHOLE = /^(?:0|[1-9][0-9]{0,9})$/;
const TIME = '"2026-01-05T09:30:00.000Z"'.length;
const DAY = '"2026-01-05"'.length;
const QUOTE = 34;
const NOTHING: object = {};

const inner = (text: string): string => text.slice(1, -1);
const isText = (text: string): boolean => text.charCodeAt(0) === QUOTE;
const isTime = (text: string): boolean => text.length === TIME && isInRange(parseIsoTime(inner(text)));
const isDay = (text: string): boolean => text.length === DAY && isInRange(parseIsoTime(inner(text)));
const isWhole = (text: string, max: number): boolean => WHOLE.test(text) && Number(text) <= max;

function areTexts(a: string, b: string, c: string, d = '""', e = '""', f = '""'): boolean {
  return isText(a) && isText(b) && isText(c) && isText(d) && isText(e) && isText(f);
}

/** What the JSON text of an object holds; null where it is none. */
function objectOf(text: string): object | null {
  if (text === '{}') return NOTHING;
  if (!text.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

function textMap(text: string): string | null {
  if (text === '{}') return text;
  const map = objectOf(text);
  if (map === null || !Object.values(map).every((value) => typeof value === 'string')) return null;
  return JSON.stringify(map);
}
