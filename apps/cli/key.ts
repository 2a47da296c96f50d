import { usage } from './refusal.ts';

/** The key of a sequence, or of an experiment with its dot; it becomes part of an address as it is. */
export function requireKey(word: string | undefined): string {
  if (word !== undefined && /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(word)) return word;
  throw usage(
    `"${word}" is not a key.`,
    'A key is like b2b-outbound, that of an experiment like b2b-outbound.case-study.',
  );
}
