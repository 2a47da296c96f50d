import { DomainError, nestsDeeper } from '#engine';
import { charsetDecoder } from '../inbound/charset.ts';
import { readForm } from '../inbound/form.ts';
import { parseJson } from '../json.ts';

/** JSON of any provider is some levels deep; far below what breaks the stack of whoever walks it. */
const DEEPEST = 100;

/**
 * What is in the body of a call, whatever type it is said to be: JSON, or the fields of a form, each with all its
 * values. JSON of more than `mostJson` bytes is refused unread: some tens of MB of brackets take half a minute.
 */
export function readPayload(
  contentType: string,
  body: Uint8Array,
  mostJson = Number.POSITIVE_INFINITY,
): unknown {
  const form = readForm({ contentType, body });
  if (form !== null) {
    const fields = new Map<string, string[]>();
    for (const { name, bytes } of form.fields)
      fields.set(name, [...(fields.get(name) ?? []), charsetDecoder('utf-8').decode(bytes)]);
    return Object.fromEntries(fields);
  }
  if (body.length > mostJson) throw tooLarge(mostJson);
  const payload = parsed(charsetDecoder('utf-8').decode(body));
  if (nestsDeeper(payload, DEEPEST)) throw malformed(`it nests deeper than ${DEEPEST} levels`);
  return payload;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

function tooLarge(most: number): DomainError {
  return new DomainError({
    code: 'body-too-large',
    detail: `The body is no form, and larger than the ${Math.floor(most / 1024)} KB of JSON that are read.`,
    fix: 'Let the provider itself call this address; none sends as much at once.',
  });
}

function malformed(reason: string): DomainError {
  return new DomainError({
    code: 'json-malformed',
    detail: `The body is neither JSON nor a form: ${reason}.`,
    fix: 'Let the provider itself call this address; nothing in between may rewrite what it sends.',
  });
}
