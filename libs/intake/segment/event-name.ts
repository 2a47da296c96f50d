import { type EventType, withoutAddresses } from '#engine';

const LONGEST = 200;

/** What sources of mail call their events (Segment's e-mail spec), whatever the case and the signs between the words. */
const MAIL_EVENTS: ReadonlyMap<string, EventType> = new Map([
  ['email-delivered', 'delivered'],
  ['email-opened', 'opened'],
  ['email-link-clicked', 'clicked'],
  ['email-bounced', 'bounced'],
  ['email-marked-as-spam', 'complained'],
  ['unsubscribed', 'unsubscribed'],
  ['email-unsubscribed', 'unsubscribed'],
]);

/** `Trial Converted`, `trial_converted` and `trialConverted` are all `trial-converted`. An address in it is left out: names are logged. */
export function kebabCase(name: string): string {
  const bare = withoutAddresses(name);
  const kebab = bare
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1-$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-+/, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
  return kebab === '' ? bare.trim().slice(0, LONGEST) || 'unnamed' : kebab;
}

/**
 * What a tracked event is here: one of mail, a conversion where its name is known as one, else `tracked`, which matches no
 * goal: "Button Clicked" ends nobody's sequence.
 */
export function meaningOf(
  event: string,
  conversions: ReadonlySet<string>,
): { readonly type: EventType; readonly name?: string } {
  const name = kebabCase(event);
  // Whoever has a goal of that name says what it means.
  if (conversions.has(name)) return { type: 'converted', name };
  const type = MAIL_EVENTS.get(name);
  return type === undefined ? { type: 'tracked', name } : { type };
}
