import { createHash } from 'node:crypto';
import { findUnstorable, type Instant } from '#engine';
import { type Notice, type WebhookProvider } from '#intake';
import { collect, type Engine, readMessageId, TouchTokens } from '#runtime';
import {
  addressKey,
  findReportedTouches,
  type KeptNotice,
  keepNotices,
  type ReportedTouch,
  readWorkspace,
  type Workspace,
} from '#storage';
import { eventOf, isEvent } from './event-of.ts';

/** What became of the reports of one call. */
export interface Taken {
  /** Events that were new, and have acted. */
  readonly accepted: number;
  readonly duplicates: number;
  /** What could not be made an event and is kept: of a type that nobody knows, or refused. */
  readonly kept: number;
  /** What says nothing new, and reports of mail of others. */
  readonly ignored: number;
}

/** The reports of one call of a provider. */
export interface Reports {
  readonly provider: WebhookProvider;
  /** Where a contact is looked for by its address. */
  readonly workspaceId: number;
  readonly notices: readonly Notice[];
  readonly now: Instant;
}

interface Placed {
  readonly notice: Notice;
  readonly found: ReportedTouch;
}

/** A call of `collect` takes as many. */
const MOST = 1000;

/**
 * Makes what a provider reports events of the touches that it reports of, once each however often it is reported. Of
 * what names a mail that is not here, and of an address that nobody here has, nothing comes.
 */
export async function takeNotices(
  engine: Pick<Engine, 'sql' | 'versions'>,
  reports: Reports,
): Promise<Taken> {
  const { provider, workspaceId, notices, now } = reports;
  const workspace = await readWorkspace(engine.sql, workspaceId);
  const unknown = notices.filter(({ type }) => type === 'unknown');
  const kept = unknown.map((notice) => toKeep(reports, workspace, notice, 'unknown-type'));
  const placed = await place(engine, reports, workspace, notices.filter(isEvent));
  let [accepted, duplicates] = [0, 0];
  for (const [id, all] of byWorkspace(placed, workspaceId)) {
    for (let from = 0; from < all.length; from += MOST) {
      const own = all.slice(from, from + MOST);
      const events = own.map(({ notice, found }) =>
        eventOf(notice, aboutOf(found), { eventId: keyOf(notice), now }),
      );
      const delivery = { workspaceId: id, source: provider, events, now, whenFull: 'too-busy' } as const;
      const collected = await collect(engine, delivery);
      accepted += collected.accepted;
      duplicates += collected.duplicates;
      for (const { index, code } of collected.rejected) {
        kept.push(toKeep(reports, workspace, (own[index] as Placed).notice, code));
      }
    }
  }
  await keepNotices(engine.sql, { now }, kept);
  const events = accepted + duplicates;
  return { accepted, duplicates, kept: kept.length, ignored: notices.length - events - kept.length };
}

/** Each notice with whom it is about; without those about nobody here. */
async function place(
  engine: Pick<Engine, 'sql'>,
  { provider, workspaceId }: Reports,
  workspace: Workspace,
  notices: readonly Notice[],
): Promise<Placed[]> {
  const tokens = new TouchTokens(workspace.secret);
  const found = await findReportedTouches(
    engine.sql,
    { provider, workspaceId },
    notices.map(({ touch, acceptedAs, headerId, recipient }, ord) => ({
      ...{ ord, touch, acceptedAs: findUnstorable(acceptedAs) === null ? acceptedAs : null },
      written: headerId === null ? null : writtenBy(tokens, headerId),
      // A mail that carried a touch which is not here was sent by another installation.
      holderKey: recipient === null || touch !== null ? null : addressKey(workspace, recipient),
    })),
  );
  return found.flatMap((each) =>
    each.intentId === null && each.contact === null
      ? []
      : [{ notice: notices[each.ord] as Notice, found: each }],
  );
}

/** A provider may report of mail that others wrote, such as what it passes on: only our own hand is believed. */
function writtenBy(tokens: TouchTokens, headerId: string): string | null {
  const own = readMessageId(tokens, headerId);
  return own?.isSigned ? own.intentId : null;
}

function byWorkspace(placed: readonly Placed[], workspaceId: number): Map<number, Placed[]> {
  const groups = new Map<number, Placed[]>();
  for (const each of placed) {
    const id = each.found.workspaceId ?? workspaceId;
    const group = groups.get(id);
    if (group) group.push(each);
    else groups.set(id, [each]);
  }
  return groups;
}

function aboutOf({ intentId, contact }: ReportedTouch): { touch: string } | { contact: string } {
  return intentId === null ? { contact: contact ?? '' } : { touch: intentId };
}

function keyOf({ key }: Notice): string {
  return createHash('sha256').update(key).digest('hex');
}

function toKeep(
  { provider, workspaceId }: Reports,
  workspace: Workspace,
  notice: Notice,
  reason: string,
): KeptNotice {
  const { type, said, recipient, occurredAt } = notice;
  return {
    ...{ workspaceId, provider, key: keyOf(notice), type, reason, occurredAt },
    said: storable(said).slice(0, 200),
    body: storable(JSON.stringify(notice.source)),
    holderKey: recipient === null ? null : addressKey(workspace, recipient),
  };
}

/** A text as PostgreSQL takes it. */
function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\ufffd');
}
