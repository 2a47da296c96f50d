import { type Instant, outsideEventId } from '#engine';
import type { CallDraft, CallRefusal } from '#intake';
import { findContacts, type Sql, type Tx, takeOnce, type Workspace, withTx } from '#storage';
import { type UpsertResult, upsert } from '../contacts/upsert.ts';

/** Contacts that are written by one statement: its time grows faster than their number. */
const AT_ONCE = 500;

/** A call that says something of a contact. */
export interface ContactCall extends Pick<CallDraft, 'index' | 'messageId'> {
  readonly id: string;
  readonly contact: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Saved {
  readonly taken: number;
  readonly duplicates: number;
  readonly refused: readonly CallRefusal[];
}

/**
 * Writes what calls say of contacts, each call once: a repeat that comes late must not undo what was said after it. What
 * several calls say of one contact is written together, the last word first.
 */
export async function saveContacts(
  sql: Sql,
  {
    workspace,
    source,
    keepsAddresses,
    now,
  }: {
    workspace: Workspace;
    source: string;
    keepsAddresses: boolean;
    now: Instant;
  },
  calls: readonly ContactCall[],
): Promise<Saved> {
  if (calls.length === 0) return { taken: 0, duplicates: 0, refused: [] };
  return await withTx(sql, async (tx) => {
    const named = calls.map((call) => ({ ...call, eventId: outsideEventId(workspace.key, source, call.id) }));
    const fresh = await takeOnce(
      tx,
      { now },
      named.map(({ eventId }) => eventId),
    );
    const news = named.filter(({ eventId }) => fresh.has(eventId));
    const groups = await byContact(tx, workspace, news);
    const lines = [...groups].map(([id, about]) =>
      Object.fromEntries([...about.flatMap(({ fields }) => Object.entries(fields)), ['id', id]]),
    );
    const results: UpsertResult[] = [];
    for (let from = 0; from < lines.length; from += AT_ONCE) {
      const written = await upsert(tx, {
        ...{ workspace, keepsAddresses, now },
        lines: lines.slice(from, from + AT_ONCE),
      });
      results.push(...written.map((result) => ({ ...result, index: from + result.index })));
    }
    const about = [...groups.values()];
    const refused = results.flatMap((result) => {
      if (result.accepted) return [];
      const { code, detail, fix } = result;
      return (about[result.index] ?? []).map(({ index, messageId }) => ({
        index,
        messageId,
        code,
        detail,
        fix,
      }));
    });
    return { taken: news.length - refused.length, duplicates: calls.length - news.length, refused };
  });
}

/** The calls by the contact that they mean, which may have several ids. */
async function byContact(
  tx: Tx,
  workspace: Workspace,
  calls: readonly ContactCall[],
): Promise<ReadonlyMap<string, readonly ContactCall[]>> {
  const known = await findContacts(tx, workspace.id, [...new Set(calls.map(({ contact }) => contact))]);
  const groups = new Map<string, ContactCall[]>();
  for (const call of calls) {
    const id = known.get(call.contact)?.id ?? call.contact;
    groups.set(id, [...(groups.get(id) ?? []), call]);
  }
  return groups;
}
