import type { Attribution, Instant } from '#engine';
import { classify, isForged, type Mail, type ReceivedMail, readMail } from '#intake';
import {
  findIncomingMail,
  forgetIncomingMails,
  noteTaken,
  readWorkspace,
  type StoredIncomingMail,
  saveIncomingMail,
} from '#storage';
import type { Engine } from '../engine.ts';
import { TouchTokens } from '../mail/touch-token.ts';
import type { MatchedBy } from './clues-of-mail.ts';
import { collectMail } from './collect-mail.ts';
import { judgeMail } from './judge-mail.ts';
import { formerKeyOf, keyOfMail, type SaidMail } from './mail-key.ts';

/** A mail is looked at up to here: texts and reports stand before pictures, and this much is kept of each. */
const LONGEST_KEPT = 1024 * 1024;
/** How long the mails themselves are kept. */
const KEPT_MS = 90 * 86_400_000;
/** Providers try again for days; what a mail says of its time beyond that is not believed. */
const LATEST_MS = 5 * 86_400_000;

export interface MailCall {
  readonly workspaceId: number;
  readonly provider: string;
  readonly mail: ReceivedMail;
  readonly now: Instant;
}

/** What became of a mail that came in. */
export interface TakenMail {
  readonly kind: string;
  /** Why it was taken for that. */
  readonly reason: string;
  readonly confidence: Attribution;
  readonly matchedBy: MatchedBy | string | null;
  readonly events: readonly string[];
  /** It came before, and nothing was done. */
  readonly repeated: boolean;
}

/**
 * Takes in a mail: classifies it, finds the mail of ours that it is about, keeps it, and lets what it says happen. Each
 * part can be done twice, so that whoever got no answer hands it over again; a mail that was taken does nothing more, by
 * whatever door it comes.
 */
export async function receiveMail(
  engine: Pick<Engine, 'sql' | 'versions'>,
  { workspaceId, provider, mail: received, now }: MailCall,
): Promise<TakenMail> {
  const { sql } = engine;
  const raw = received.raw.subarray(0, LONGEST_KEPT);
  const workspace = await readWorkspace(sql, workspaceId);
  const tokens = new TouchTokens(workspace.secret);
  const said = await read(raw, received.spam === true);
  const key = keyOfMail(said, raw, tokens);
  const before = (await findIncomingMail(sql, workspaceId, key)) ?? (await findFormer());
  if (before?.taken) return answer(before, true);
  const kept = before ?? (await keep());
  await collectMail(engine, kept, now);
  await noteTaken(sql, { id: kept.id, now });
  await forgetIncomingMails(sql, now - KEPT_MS);
  return answer(kept, false);

  async function keep(): Promise<StoredIncomingMail> {
    const { mail, classified, isSpam } = said;
    const receivedAt = timeOf(received, mail, now);
    const judged = await judgeMail(engine, workspace, { mail, classified, receivedAt, isSpam, before: null });
    return await saveIncomingMail(sql, {
      ...judged,
      ...{ workspaceId, key, provider, receivedAt, raw, spam: isSpam },
    });
  }

  /** One that an earlier version took in, and the provider hands over again; its events keep their names. */
  async function findFormer(): Promise<StoredIncomingMail | null> {
    const formerKey = formerKeyOf(said.mail);
    const former = formerKey && (await findIncomingMail(sql, workspaceId, formerKey, { raw: true }));
    if (!former) return null;
    // What is no longer kept cannot be compared, nor may it come back.
    if (former.raw === null) return former;
    return keyOfMail(await read(former.raw, former.spam), former.raw, tokens) === key ? former : null;
  }
}

async function read(raw: Uint8Array, spam: boolean): Promise<SaidMail> {
  const mail = await readMail(raw);
  return { mail, classified: classify(mail), isSpam: spam || isForged(mail) };
}

/** When it came in: as the provider says, else as the mail does, as far as that can be. Never after now. */
function timeOf({ receivedAt }: ReceivedMail, { headers }: Mail, now: Instant): Instant {
  const written = Date.parse(headers.find(({ name }) => name === 'date')?.value ?? '');
  const isLikely = (at: number | null): at is number => at !== null && at <= now && at > now - LATEST_MS;
  return [receivedAt, written].find(isLikely) ?? now;
}

function answer(kept: StoredIncomingMail, repeated: boolean): TakenMail {
  const { kind, reason, confidence, matchedBy } = kept;
  return { kind, reason, confidence, matchedBy, events: kept.events.map(({ type }) => type), repeated };
}
