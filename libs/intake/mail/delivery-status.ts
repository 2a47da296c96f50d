import { addressesIn } from './addresses.ts';
import type { DeliveryAction } from './classification.ts';
import { fieldGroupsIn } from './header-fields.ts';
import type { Mail, MailHeader } from './mail.ts';

/** What a delivery status (RFC 3464) says of one recipient, as it stands there. */
export interface StatusOfRecipient {
  readonly address: string | null;
  /** Where the mail went in the end, if it was passed on. */
  readonly finalAddress: string | null;
  readonly action: DeliveryAction | null;
  readonly status: string | null;
  readonly diagnostic: string | null;
}

const OF_RECIPIENTS = new Set([
  'final-recipient',
  'original-recipient',
  'x-actual-recipient',
  'action',
  'status',
  'diagnostic-code',
]);

/** The recipients of every delivery status in a mail, be it a part of its own or within the text, as old servers send it. */
export function deliveryStatusOf(mail: Mail): StatusOfRecipient[] {
  const parts = mail.parts.filter(({ type }) => DELIVERY_STATUS.test(type));
  return parts.length > 0 ? parts.flatMap(({ text }) => statusInText(text ?? '')) : statusInText(mail.text);
}

export function hasStatusPart(mail: Mail): boolean {
  return mail.parts.some(
    ({ type, text }) => DELIVERY_STATUS.test(type) && statusInText(text ?? '').length > 0,
  );
}

/** The recipients that the fields of a delivery status in a text tell of. */
export function statusInText(text: string): StatusOfRecipient[] {
  return joined(fieldGroupsIn(text).flatMap(recipientsOfGroup)).map(recipientOf);
}

const DELIVERY_STATUS = /^message\/(?:delivery-status|global-delivery-status)$/;

/** A group is one recipient; a second Final-Recipient in it begins the next. */
function recipientsOfGroup(group: readonly MailHeader[]): MailHeader[][] {
  const recipients: MailHeader[][] = [];
  let current: MailHeader[] = [];
  for (const field of group) {
    if (!OF_RECIPIENTS.has(field.name)) continue;
    if (current.some(({ name }) => name === field.name)) {
      recipients.push(current);
      current = [];
    }
    current.push(field);
  }
  if (current.length > 0) recipients.push(current);
  return recipients;
}

/** What stray empty lines have torn apart belongs together: fields without a recipient are of the one before. */
function joined(groups: readonly MailHeader[][]): MailHeader[][] {
  const whole: MailHeader[][] = [];
  for (const group of groups) {
    const last = whole.at(-1);
    const hasRecipient = group.some(({ name }) => name.endsWith('-recipient'));
    const isOfLast =
      last !== undefined &&
      !hasRecipient &&
      !group.some(({ name }) => last.some((field) => field.name === name));
    if (isOfLast) last.push(...group);
    else whole.push([...group]);
  }
  return whole.filter((group) => group.some(({ name }) => name.endsWith('-recipient')));
}

function recipientOf(fields: readonly MailHeader[]): StatusOfRecipient {
  const value = (name: string): string | null => fields.find((field) => field.name === name)?.value ?? null;
  const address = (name: string): string | null => addressesIn(value(name) ?? '')[0] ?? null;
  const final = address('final-recipient');
  return {
    address: address('original-recipient') ?? final ?? address('x-actual-recipient'),
    finalAddress: final,
    action: actionOf(value('action') ?? ''),
    status: /[245]\.\d{1,3}\.\d{1,3}/.exec(value('status') ?? '')?.[0] ?? null,
    diagnostic: value('diagnostic-code')?.replace(/^[\w-]{1,20}\s*;\s*/, '') ?? null,
  };
}

function actionOf(value: string): DeliveryAction | null {
  const word = /^[a-z]+/.exec(value.toLowerCase())?.[0] ?? '';
  return ACTIONS.get(word) ?? null;
}

/** RFC 3464, 2.3.3, and what some servers write instead. */
const ACTIONS: ReadonlyMap<string, DeliveryAction> = new Map([
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['error', 'failed'],
  ['delayed', 'delayed'],
  ['deferred', 'delayed'],
  ['delivered', 'delivered'],
  ['deliverable', 'delivered'],
  ['relayed', 'relayed'],
  ['expanded', 'expanded'],
]);
