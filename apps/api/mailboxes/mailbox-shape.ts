import { z } from 'zod';
import {
  findUnstorable,
  findZone,
  formatElapsed,
  type Instant,
  iso,
  mailsOfDay,
  UNSTORABLE_REASON,
  UNUSED,
  underNewRules,
} from '#engine';
import { isAddress } from '#runtime';
import type { MailboxChange, StoredMailbox } from '#storage';
import { msOf, span } from '../span.ts';

const gap = span({ least: '0s', most: '1d' });

const zone = z
  .string()
  .max(100)
  .refine((name) => findZone(name) !== null, {
    message: 'is not an IANA time zone',
    params: { fix: 'Write a name such as Europe/Berlin or UTC.' },
  });

/** The name stands in a header: one line of text. */
const senderName = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u, 'has a line break or another control character')
  .refine((name) => findUnstorable(name) === null, UNSTORABLE_REASON);

export const mailboxKey = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not a key: lower-case letters, digits and single hyphens');

/** A mailbox as it is put: what is left out takes its default. */
export const mailboxBody = z.strictObject({
  address: z
    .email({ abort: true })
    .max(320)
    .refine(isAddress, {
      message: 'is not one that mail can be sent from',
      params: { fix: 'Put at most 64 characters before the @, such as ada@example.com.' },
    }),
  name: senderName.default(''),
  dailyCap: z.int().min(1).max(1_000_000).nullable().default(null).describe('null: as many as there are'),
  minGap: gap.default('0s').describe('least time between two mails'),
  jitter: gap.default('0s').describe('added to the gap by lot'),
  timezone: zone.default('UTC').describe('the zone whose days dailyCap counts'),
  state: z.enum(['active', 'paused']).default('active'),
});

export const mailboxAnswer = z.object({
  key: z.string(),
  address: z.string(),
  name: z.string(),
  dailyCap: z.int().nullable(),
  minGap: z.string(),
  jitter: z.string(),
  timezone: z.string(),
  state: z.enum(['active', 'paused']),
  sentToday: z.int(),
  freeAt: z.iso.datetime().describe('when it may send its next mail'),
});

export const mailboxList = z.object({ mailboxes: z.array(mailboxAnswer), nextCursor: z.string().nullable() });

/** The mailbox that a call asks for; one that was there keeps what it has sent. */
export function mailboxOf(
  key: string,
  { minGap, jitter, ...body }: z.output<typeof mailboxBody>,
  before: StoredMailbox | null,
): MailboxChange {
  const rules = { ...body, key, minGap: msOf(minGap), jitter: msOf(jitter) };
  const { freeAt, lastAt, used } = underNewRules(rules, before ?? UNUSED);
  return { ...rules, freeAt, lastAt, used };
}

/** A mailbox as it is read. */
export function showMailbox(mailbox: StoredMailbox, now: Instant): z.infer<typeof mailboxAnswer> {
  const { key, address, name, dailyCap, timezone, state } = mailbox;
  return {
    ...{ key, address, name, dailyCap, timezone, state },
    minGap: formatElapsed(mailbox.minGap),
    jitter: formatElapsed(mailbox.jitter),
    sentToday: mailsOfDay(mailbox, mailbox, now),
    freeAt: iso(Math.max(now, mailbox.freeAt)),
  };
}
