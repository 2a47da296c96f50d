import type { EventType } from '#engine';
import type { Classification, Mail, ReportedRecipient } from '#intake';
import type { TouchMatch } from './match-mail.ts';

/** What a mail says happened, before it is known to which contact where no mail of ours is named. */
export interface SaidEvent {
  readonly type: EventType;
  readonly properties: Readonly<Record<string, string>>;
  /** Whom it is about, where the mail does not name a mail of ours. */
  readonly address: string | null;
}

/** These are said once of a mail, by whatever door they come: the provider's webhook may have told them already. */
const SAID_ONCE: ReadonlySet<string> = new Set(['bounced', 'complained']);

/** The events that a mail gives rise to, in an order that stays. None where it says nothing that happened. */
export function eventsOfMail(mail: Mail, classified: Classification, match: TouchMatch | null): SaidEvent[] {
  if (match?.isOurs) return [];
  const said = saidBy(mail, classified, match).map(inWords);
  return match ? said.filter(({ type }) => !(SAID_ONCE.has(type) && match.touch.heard.includes(type))) : said;
}

function saidBy(mail: Mail, classified: Classification, match: TouchMatch | null): SaidEvent[] {
  const { kind, returnsOn, unsubscribe } = classified;
  const how: Record<string, string> = match ? { reason: match.by } : {};
  switch (kind) {
    case 'complaint':
      return about(classified, match).flatMap((recipient) =>
        complaintOf(recipient, { isProven: match !== null || recipient.address === mail.from }),
      );
    case 'bounce':
    case 'delivery-notice':
      return about(classified, match).flatMap((recipient) => deliveryOf(recipient, kind));
    case 'automatic-reply':
      return [
        {
          type: 'auto-replied',
          properties: { ...how, ...(returnsOn === null ? {} : { category: 'out-of-office' }) },
          address: mail.from,
        },
      ];
    case 'human-reply': {
      const { touch } = match ?? {};
      const isOther = touch !== undefined && mail.from !== null && touch.email?.toLowerCase() !== mail.from;
      const properties = { ...how, ...(isOther ? { category: 'other-sender' } : {}) };
      const reply: SaidEvent = { type: 'replied', properties, address: mail.from };
      // Whoever says no, be it from another address: people have several, and a no is not to be overheard.
      const no: SaidEvent = {
        type: 'unsubscribed',
        properties: { ...properties, reason: 'asked' },
        address: mail.from,
      };
      return unsubscribe === null ? [reply] : [reply, no];
    }
  }
}

/** One mail went to one address: of a report that names several, what it says of that one; else of each. */
function about(
  { recipients, original }: Classification,
  match: TouchMatch | null,
): readonly ReportedRecipient[] {
  if (!match) {
    const [first] = original?.to ?? [];
    return recipients.map((recipient) => ({ ...recipient, address: recipient.address ?? first ?? null }));
  }
  const email = match.touch.email?.toLowerCase();
  const own = recipients.find(({ address }) => address === email) ?? recipients[0];
  return own ? [own] : [];
}

/**
 * An opt-out is no complaint, and neither is a report about a forged sender, or that something was no spam. One that somebody
 * else reports of an address, and shows no mail that went there, opts nobody out: it is counted as what it is then.
 */
function complaintOf(
  { feedbackType, address }: ReportedRecipient,
  { isProven }: { readonly isProven: boolean },
): SaidEvent[] {
  if (feedbackType === 'not-spam' || feedbackType === 'auth-failure') return [];
  if (feedbackType === 'opt-out' && isProven)
    return [{ type: 'unsubscribed', properties: { reason: 'opt-out' }, address }];
  return [
    { type: 'complained', properties: feedbackType === null ? {} : { category: feedbackType }, address },
  ];
}

function deliveryOf(recipient: ReportedRecipient, kind: 'bounce' | 'delivery-notice'): SaidEvent[] {
  const { action, isHard, reason, status, address } = recipient;
  const why = { ...(reason === null ? {} : { reason }), ...(status === null ? {} : { code: status }) };
  if (action === 'delayed') return [{ type: 'deferred', properties: why, address }];
  if (action === 'delivered' || action === 'relayed' || action === 'expanded')
    return [{ type: 'delivered', properties: {}, address }];
  if (action === null && kind === 'delivery-notice') return [];
  return [{ type: 'bounced', properties: { kind: isHard ? 'hard' : 'soft', ...why }, address }];
}

/** What a report says of itself goes into the log as a word or a code, or not at all. */
function inWords({ properties, ...event }: SaidEvent): SaidEvent {
  const words = Object.entries(properties).filter(([, value]) => /^[\w.-]{1,64}$/.test(value));
  return { ...event, properties: Object.fromEntries(words) };
}
