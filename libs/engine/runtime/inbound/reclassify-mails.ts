import { DomainError, type Instant } from '#engine';
import { CLASSIFIER_VERSION, classify, readMail } from '#intake';
import {
  holdUpkeep,
  noteTaken,
  outdatedMails,
  readWorkspace,
  type StoredIncomingMail,
  type Workspace,
} from '#storage';
import type { Engine } from '../engine.ts';
import { collectMail } from './collect-mail.ts';
import { type Change, changesOf, correctedEvents, correctMail } from './correct-mail.ts';
import { judgeMail } from './judge-mail.ts';

/** How many mails one call looks at. */
const AT_ONCE = 500;

/** A mail that is taken for something else now, or gives rise to other events. */
export interface Reclassified {
  readonly receivedAt: Instant;
  readonly was: string;
  readonly is: string;
  /** Its events, before and now: `replied → auto-replied`; nothing before, where an event is new. */
  readonly events: readonly { readonly was: string | null; readonly is: string }[];
}

export interface Reclassification {
  readonly looked: number;
  readonly changes: readonly Reclassified[];
  /** Months of touches and enrollments, YYYY-MM, whose tables count what was corrected until they are rebuilt. */
  readonly months: readonly string[];
  /** Where the next call goes on; null when every mail was looked at. */
  readonly next: number | null;
}

export interface ReclassifyCall {
  readonly workspaceId: number;
  readonly after: number;
  readonly dryRun: boolean;
  readonly now: Instant;
}

/**
 * Has the classifier of today look at mails that an earlier one has judged. Where it finds something else, the events are
 * corrected: the same events, logged anew. Each mail is done for itself, so a call that was cut off can be repeated.
 */
export async function reclassifyMails(
  engine: Pick<Engine, 'sql' | 'versions'>,
  call: ReclassifyCall,
): Promise<Reclassification> {
  // Two at once would correct twice.
  const done = await holdUpkeep(engine.sql, () => reclassifyPage(engine, call));
  if (done !== null) return done;
  throw new DomainError({
    code: 'rebuild-running',
    detail: 'Mails are being reclassified, tables rebuilt or a contact forgotten, just now.',
    fix: 'Wait until GET /v1/event-log shows nothing at work, then try again.',
  });
}

async function reclassifyPage(
  engine: Pick<Engine, 'sql' | 'versions'>,
  { workspaceId, after, dryRun, now }: ReclassifyCall,
): Promise<Reclassification> {
  const workspace = await readWorkspace(engine.sql, workspaceId);
  const asked = { workspaceId, classifier: CLASSIFIER_VERSION, after, limit: AT_ONCE };
  const mails = await outdatedMails(engine.sql, asked);
  const changes: Reclassified[] = [];
  const months = new Set<string>();
  for (const mail of mails) {
    const done = await reclassify(engine, workspace, mail, { dryRun, now });
    if (done.change) changes.push(done.change);
    for (const month of done.months) months.add(month);
  }
  const last = mails.length < AT_ONCE ? undefined : mails.at(-1);
  return { looked: mails.length, changes, months: [...months].sort(), next: last?.id ?? null };
}

async function reclassify(
  engine: Pick<Engine, 'sql' | 'versions'>,
  workspace: Workspace,
  stored: StoredIncomingMail,
  { dryRun, now }: { dryRun: boolean; now: Instant },
): Promise<{ change: Reclassified | null; months: readonly string[] }> {
  // A call that was cut off is brought to its end first.
  if (!dryRun && !stored.taken) await take(engine, stored, now);
  const mail = await readMail(stored.raw ?? new Uint8Array());
  const question = { mail, receivedAt: stored.receivedAt, isSpam: stored.spam };
  const judged = await judgeMail(engine, workspace, {
    ...question,
    classified: classify(mail),
    before: stored,
  });
  const { changed, added } = changesOf(stored, judged);
  // Of one moment, the later one of an event counts.
  const at = Math.max(now, (stored.loggedAt ?? stored.receivedAt) + 1);
  const corrected = await correctedEvents(engine, workspace, stored, { changed, at });
  const isDone = !dryRun && (await correctMail(engine, stored, judged, { changed, added, corrected, at }));
  if (isDone && added.length > 0) await take(engine, { ...stored, events: added }, at);
  const isOther = stored.kind !== judged.kind || changed.length > 0 || added.length > 0;
  const change = {
    ...{ receivedAt: stored.receivedAt, was: stored.kind, is: judged.kind },
    events: [...changed.map(told), ...added.map(({ type }) => ({ was: null, is: String(type) }))],
  };
  return { change: isOther ? change : null, months: corrected.flatMap((each) => each.months) };
}

async function take(
  engine: Pick<Engine, 'sql' | 'versions'>,
  mail: StoredIncomingMail,
  now: Instant,
): Promise<void> {
  await collectMail(engine, mail, now);
  await noteTaken(engine.sql, { id: mail.id, now });
}

function told({ was, is }: Change): { was: string; is: string } {
  return { was: was.type, is: is.type };
}
