/** Bounded on both sides, so that a long text of signs takes no long time. */
const ADDRESS = /[^\s@]{1,64}@[^\s@]{1,255}/g;
const WHOLE = /[^\s@]@[^\s@]{1,255}\.[^\s@]/;

/** Does a text hold an e-mail address? The event log must never carry one, wherever it was put. */
export function namesAddress(text: string): boolean {
  return text.includes('@') && WHOLE.test(text);
}

/** A text without the e-mail addresses in it. */
export function withoutAddresses(text: string): string {
  return text.includes('@') ? text.replace(ADDRESS, (found) => (namesAddress(found) ? '' : found)) : text;
}
