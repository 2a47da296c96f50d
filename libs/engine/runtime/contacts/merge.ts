import type { Instant } from '#engine';
import { DomainError } from '#engine';
import {
  errorCode,
  findContact,
  mergeContacts,
  type Query,
  type StoredContact,
  takeTurns,
  withTx,
} from '#storage';
import type { Engine } from '../engine.ts';
import { contactNotFound } from './contact-not-found.ts';
import { settleContacts } from './settle.ts';

export interface Merged {
  /** The id of the contact that goes on. */
  readonly id: string;
  readonly enrollmentsMoved: number;
  /** Of those that would have got a sequence twice. */
  readonly enrollmentsEnded: number;
}

export interface MergeCall {
  readonly workspaceId: number;
  readonly id: string;
  readonly into: string;
  readonly now: Instant;
}

/** So often is a merge tried while the contact that goes on is being enrolled. */
const ROUNDS = 10;
const UNIQUE_VIOLATION = '23505';

/**
 * Makes one contact another name of another one: of two people in the lists one goes on, with the history of both.
 * Where both are on their way in a sequence that may not be entered twice, who was enrolled first goes on.
 * Doing it again changes nothing.
 */
export async function merge(engine: Pick<Engine, 'sql' | 'versions'>, call: MergeCall): Promise<Merged> {
  const { id, into } = call;
  if (id === into) {
    const fix = 'Name another contact in into.';
    throw refuse(`"${id}" cannot be merged into itself.`, fix);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const made = await tryMerge(engine, call);
    if (made === null) continue;
    const settled = (await settleContacts(engine, call.now)).find((one) => one.contact === made.contact);
    return { id: made.survivor, enrollmentsMoved: made.moved, enrollmentsEnded: settled?.ended ?? 0 };
  }
  throw refuse(`"${id}" and "${into}" kept changing while they were to be merged.`, 'Try again.');
}

interface Made {
  readonly contact: number;
  readonly survivor: string;
  readonly moved: number;
}

/** What was done; null where it is to be tried again, since the one that goes on is being enrolled. */
async function tryMerge({ sql }: Pick<Engine, 'sql'>, call: MergeCall): Promise<Made | null> {
  try {
    return await withTx(sql, async (tx) => {
      await takeTurns(tx, call.workspaceId);
      return await mergeInTurn(tx, call);
    });
  } catch (error) {
    if (errorCode(error) === UNIQUE_VIOLATION) return null;
    throw error;
  }
}

async function mergeInTurn(tx: Query, call: MergeCall): Promise<Made | null> {
  const { id, into, now } = call;
  const contact = await require(tx, call, id);
  const survivor = await require(tx, call, into);
  if (contact.no === survivor.no) {
    if (contact.id === id)
      throw refuse(
        `"${into}" was merged into "${id}" before: they are one contact already.`,
        `Go on with "${id}"; both ids mean it.`,
      );
    return { contact: contact.no, survivor: survivor.id, moved: 0 };
  }
  if (contact.id !== id)
    throw refuse(`"${id}" was merged into "${contact.id}" before.`, `Merge "${contact.id}" instead.`);
  const moved = await mergeContacts(tx, { contact: contact.no, into: survivor.no, now });
  return moved === null ? null : { contact: contact.no, survivor: survivor.id, moved };
}

async function require(tx: Query, { workspaceId }: MergeCall, id: string): Promise<StoredContact> {
  const contact = await findContact(tx, workspaceId, id);
  if (!contact) throw contactNotFound(id);
  return contact;
}

const refuse = (detail: string, fix: string) =>
  new DomainError({ code: 'contact-merge', field: 'into', detail, fix });
