import { OF_ASSIGNED, OF_EVERY_EVENT } from '../event-log/event-fields.ts';
import { encodePlain, learnFields } from './encode-plain.ts';
import { columnsOf, type Fields } from './event-columns.ts';
import { Refusal } from './refusal.ts';

export type EncodedEvent =
  /** One line of JSONCompactEachRow, its values in the order of EVENT_COLUMNS. */
  { readonly ok: true; readonly row: string } | { readonly ok: false; readonly reason: string };

/**
 * The row of one logged event, from the JSON text that the log carries; or why it cannot become one, naming the first
 * field at fault, what was expected and what stood there. ClickHouse itself takes nearly anything without a word,
 * so whatever is not checked here is stored wrong.
 */
export function encodeEvent(body: string): EncodedEvent {
  const row = encodePlain(body);
  return row === null ? encodeParsed(body) : { ok: true, row };
}

/** The same for any event, the slow way. */
export function encodeParsed(body: string): EncodedEvent {
  try {
    const event = parseFields(body);
    const row = JSON.stringify(columnsOf(event));
    refuseUnknownFields(event);
    refuseLoneSurrogates(row);
    learnFields(Object.keys(event));
    return { ok: true, row };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.message };
    throw error;
  }
}

function parseFields(body: string): Fields {
  const event = parseJson(body);
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new Refusal('body', 'a JSON object', event);
  }
  const fields: Fields = event;
  if (fields.schema !== 1) throw new Refusal('schema', '1', fields.schema);
  return fields;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal('body', 'JSON', body);
  }
}

/** With every field of the schema in place, another one shows in their number. */
function refuseUnknownFields(event: Fields): void {
  const known: readonly string[] = event.type === 'assigned' ? OF_ASSIGNED : OF_EVERY_EVENT;
  const names = Object.keys(event);
  if (names.length === known.length) return;
  const [first = ''] = names.filter((name) => !known.includes(name));
  throw new Refusal(first, 'no such field', Object.entries(event).find(([name]) => name === first)?.[1]);
}

/**
 * Half of a pair is the one thing that JSON.stringify escapes as `\ud83d`, and ClickHouse refuses the whole insert
 * for it. Within `properties`, which is JSON text inside a string, the backslash is doubled and harmless.
 */
function refuseLoneSurrogates(row: string): void {
  if (!row.includes('\\ud')) return;
  const found = /(?<!\\)(?:\\\\)*(\\ud[89a-f][0-9a-f]{2})/.exec(row);
  if (found !== null) throw new Refusal('body', 'well-formed Unicode', found[1]);
}
