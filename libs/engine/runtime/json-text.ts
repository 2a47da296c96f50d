import type { Instant } from '#engine';
import { iso } from '#engine';

/** The JSON of a text. */
export const jsonText = (value: string): string => (PLAIN.test(value) ? `"${value}"` : JSON.stringify(value));

/** Whether JSON writes it as it is. */
const PLAIN = /^[\w .:-]*$/;

/** The JSON of an id, or null. */
export const jsonId = (id: string | undefined): string => (id === undefined ? 'null' : `"${id}"`);

/** The JSON of a time, or null. */
export const jsonTime = (at: Instant | null | undefined): string => (at == null ? 'null' : `"${iso(at)}"`);
