import { iso } from '#engine';
import {
  type Call,
  type CallRefusal,
  type CallRemark,
  type Effect,
  type EventDraft,
  fieldsOf,
} from './call.ts';
import { kebabCase, meaningOf } from './event-name.ts';
import { mailOf, placeOf } from './place-of.ts';
import { groupFields, traitsOf } from './traits.ts';

/** What is known here, against which calls are read. */
export interface Known {
  /** Names of conversions: the goals of published sequences, and those that were registered. */
  readonly conversions: ReadonlySet<string>;
  /** Keys of sequences. */
  readonly sequences: ReadonlySet<string>;
  readonly isAddress: (text: string) => boolean;
}

export type Drafted =
  | { readonly effect: Effect; readonly remarks: readonly CallRemark[] }
  | { readonly refusal: CallRefusal };

/** What a call comes to here: an event, what is known of its contact, or that two ids are one. */
export function draftOf(call: Call, known: Known): Drafted {
  const { index, messageId, contact, fields } = call;
  const refuse = (code: string, detail: string, fix: string): Drafted => ({
    refusal: { index, messageId, code, detail, fix },
  });
  switch (call.type) {
    case 'track': {
      const { event } = fields;
      if (typeof event !== 'string' || event.trim() === '')
        return refuse(
          'event-missing',
          'event: the call does not say what was tracked',
          'Name it: "event": "Trial Converted".',
        );
      return eventOf(call, meaningOf(event, known.conversions), known);
    }
    case 'page':
    case 'screen':
      return eventOf(call, { type: 'tracked', name: viewName(call) }, known);
    case 'identify': {
      const traits = traitsOf(call, known.isAddress);
      return {
        effect: { kind: 'contact', contact, fields: traits.fields },
        remarks: traits.remarks.map((remark) => ({ index, messageId, ...remark })),
      };
    }
    case 'group': {
      const { groupId } = fields;
      if (typeof groupId !== 'string')
        return refuse(
          'group-missing',
          'groupId: the call does not say which group',
          'Send the id of the account as groupId.',
        );
      return { effect: { kind: 'contact', contact, fields: groupFields(groupId, call) }, remarks: [] };
    }
    case 'alias': {
      const { userId, anonymousId } = call;
      const previous = typeof fields.previousId === 'string' ? fields.previousId : anonymousId;
      if (userId === null || previous === null)
        return refuse(
          'alias-incomplete',
          'An alias needs a userId and a previousId.',
          'Send both; the first goes on.',
        );
      return { effect: { kind: 'alias', contact: previous, into: userId }, remarks: [] };
    }
  }
}

/** `viewed-pricing-page`, as Segment names them where it tracks them. */
function viewName({ type, fields }: Call): string {
  const said = [fields.category, fields.name].filter((part) => typeof part === 'string' && part !== '');
  return kebabCase(['viewed', ...said, type].join(' '));
}

function eventOf(call: Call, meaning: Pick<EventDraft, 'type' | 'name'>, known: Known): Drafted {
  const { index, messageId, contact, at, fields } = call;
  const place = placeOf(call, known.sequences);
  const properties = fieldsOf(fields.properties);
  const remarks: CallRemark[] = [];
  const value = amountOf(properties.revenue ?? properties.value ?? properties.total);
  const currency = typeof properties.currency === 'string' ? properties.currency.trim() : '';
  const isCurrency = /^[A-Za-z]{3}$/.test(currency);
  if (currency !== '' && !isCurrency)
    remarks.push({
      ...{ index, messageId, code: 'currency-unknown' },
      detail: 'properties.currency: is not the code of a currency; it is left out',
      fix: 'Send a code such as EUR.',
    });
  return {
    effect: {
      kind: 'event',
      mail: place.touch === undefined ? mailOf(call) : null,
      event: {
        ...meaning,
        occurredAt: iso(at),
        contact,
        ...place,
        ...(value !== null && { value }),
        ...(isCurrency && { currency }),
        properties: meaning.type === 'bounced' ? { ...properties, ...bounceKind(properties) } : properties,
      },
    },
    remarks,
  };
}

/** An amount of money as clients write it: a number, or one as text, with or without a sign of a currency. */
function amountOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const [, digits] = /^\s*\p{Sc}?\s*(-?\d{1,15}(?:\.\d+)?)\s*\p{Sc}?\s*$/u.exec(value) ?? [];
  return digits === undefined ? null : Number(digits);
}

const SOFT = /^(soft|transient|temporary|deferred|blocked?)/i;

/** A bounce that its sender calls soft in any of the usual words; one that says nothing is hard. */
function bounceKind(properties: Readonly<Record<string, unknown>>): { readonly kind?: 'soft' } {
  const said = [properties.kind, properties.bounce_type, properties.bounceType, properties.type];
  return said.some((each) => typeof each === 'string' && SOFT.test(each)) ? { kind: 'soft' } : {};
}
