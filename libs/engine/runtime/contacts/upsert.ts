import type { Instant } from '#engine';
import {
  type ContactPatch,
  findContacts,
  findTooLarge,
  type Query,
  upsertContacts,
  type Workspace,
} from '#storage';
import { type ContactInput, contactPatch, contactSchema, TOO_LARGE } from './contact-schema.ts';

export type UpsertResult =
  | { readonly index: number; readonly accepted: true; readonly created: boolean }
  | {
      readonly index: number;
      readonly accepted: false;
      readonly code: string;
      readonly detail: string;
      readonly fix: string;
    };

export interface UpsertCall {
  readonly workspace: Workspace;
  readonly lines: readonly unknown[];
  readonly now: Instant;
  /** A contact that has an address keeps it, whatever its line says: whoever calls may not be told where mail goes. */
  readonly keepsAddresses?: boolean;
  /** Where contacts stood in calls before that belong to this one, by id: each is to be named once. Is added to. */
  readonly named?: Map<string, string>;
  /** Where a line stands, for who reads why another one is refused. */
  readonly whereOf?: (index: number) => string;
}

interface Line {
  readonly index: number;
  readonly contact: ContactInput;
}

/** So often is a line tried whose contact was made or merged by somebody else at that moment. */
const ROUNDS = 10;

/**
 * Makes contacts, or changes what is known of them, by the caller's ids; each line is accepted or refused with a reason.
 * A line that does not name something keeps it, null removes it. Doing it twice does it once.
 */
export async function upsert(sql: Query, call: UpsertCall): Promise<UpsertResult[]> {
  const results: UpsertResult[] = [];
  const named = call.named ?? new Map<string, string>();
  let open: readonly Line[] = readLines(call.lines, results);
  for (let round = 0; open.length > 0; round++) {
    if (round === ROUNDS) throw new Error(`${open.length} contacts kept changing while they were written`);
    const placed = await place(sql, call, open, named, results);
    const patches = placed.map(({ patch }) => patch);
    const written = await upsertContacts(sql, { workspaceId: call.workspace.id, now: call.now }, patches);
    const created = new Map(written.map((row) => [row.id, row.created]));
    const left = placed.filter(({ index, patch }) => {
      const made = created.get(patch.id);
      if (made !== undefined) results.push({ index, accepted: true, created: made });
      return made === undefined;
    });
    const tooLarge = await findTooLarge(
      sql,
      call.workspace.id,
      left.map(({ patch }) => patch),
    );
    open = left.filter(({ index, patch }) => {
      if (!tooLarge.has(patch.id)) return named.delete(patch.id);
      const fix = 'Remove attributes that are not needed: null removes one.';
      results.push({ index, accepted: false, code: 'contact-too-large', detail: TOO_LARGE, fix });
      return false;
    });
  }
  return results.sort((a, b) => a.index - b.index);
}

function readLines(lines: readonly unknown[], results: UpsertResult[]): Line[] {
  return lines.flatMap((raw, index) => {
    const line = contactSchema.safeParse(raw);
    if (line.success) return [{ index, contact: line.data }];
    const detail = line.error.issues.map((i) => `${i.path.join('.') || 'contact'}: ${i.message}`).join('; ');
    const fix = 'Send { id, email?, timezone?, … }; null removes a field, and one that is left out is kept.';
    results.push({ index, accepted: false, code: 'invalid-contact', detail, fix });
    return [];
  });
}

/** Finds whom each line means; who is named a second time is refused. */
async function place(
  sql: Query,
  { workspace, keepsAddresses = false, whereOf = () => 'this call' }: UpsertCall,
  lines: readonly Line[],
  named: Map<string, string>,
  results: UpsertResult[],
): Promise<(Line & { patch: ContactPatch })[]> {
  const ids = lines.map(({ contact }) => contact.id);
  const known = await findContacts(sql, workspace.id, ids);
  return lines.flatMap((line) => {
    const id = known.get(line.contact.id)?.id ?? line.contact.id;
    const before = named.get(id);
    if (before !== undefined) {
      const as = id === line.contact.id ? '' : `, merged into "${id}",`;
      const detail = `id: "${line.contact.id}"${as} stands in ${before} already`;
      results.push({
        index: line.index,
        accepted: false,
        code: 'named-twice',
        detail,
        fix: 'Send each contact once.',
      });
      return [];
    }
    named.set(id, whereOf(line.index));
    const patch = contactPatch(workspace, line.contact, { id, simulated: false });
    return [{ ...line, patch: { ...patch, keepsAddress: keepsAddresses } }];
  });
}
