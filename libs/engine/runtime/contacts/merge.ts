import type { Instant } from '#engine';
import { DomainError } from '#engine';
import { errorCode, findContact, mergeContacts, type StoredContact } from '#storage';
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

/** So often is a merge tried while the contact that goes on is being enrolled. */
const ROUNDS = 10;
const UNIQUE_VIOLATION = '23505';

/**
 * Makes one contact another name of another one: of two people in the lists one goes on, with the history of both.
 * Where both are on their way in a sequence that may not be entered twice, who was enrolled first goes on.
 * Doing it again changes nothing.
 */
export async function merge(
  engine: Pick<Engine, 'sql' | 'versions'>,
  call: { workspaceId: number; id: string; into: string; now: Instant },
): Promise<Merged> {
  const { id, into } = call;
  if (id === into) {
    const fix = 'Name another contact in into.';
    throw refuse(`"${id}" cannot be merged into itself.`, fix);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const [contact, survivor] = await Promise.all([require(engine, call, id), require(engine, call, into)]);
    if (contact.no === survivor.no) {
      if (contact.id === id)
        throw refuse(
          `"${into}" was merged into "${id}" before: they are one contact already.`,
          `Go on with "${id}"; both ids mean it.`,
        );
      return { id: survivor.id, enrollmentsMoved: 0, enrollmentsEnded: 0 };
    }
    if (contact.id !== id)
      throw refuse(`"${id}" was merged into "${contact.id}" before.`, `Merge "${contact.id}" instead.`);
    const moved = await tryMerge(engine, contact, survivor, call.now);
    if (moved === null) continue;
    const settled = (await settleContacts(engine, call.now)).find((one) => one.contact === contact.no);
    return { id: survivor.id, enrollmentsMoved: moved, enrollmentsEnded: settled?.ended ?? 0 };
  }
  throw refuse(`"${id}" and "${into}" kept changing while they were to be merged.`, 'Try again.');
}

/** How many enrollments moved; null where it is to be tried again: one of them changed, or is being enrolled. */
async function tryMerge(
  { sql }: Pick<Engine, 'sql'>,
  contact: StoredContact,
  into: StoredContact,
  now: Instant,
): Promise<number | null> {
  try {
    return await mergeContacts(sql, { contact: contact.no, into: into.no, now });
  } catch (error) {
    if (errorCode(error) === UNIQUE_VIOLATION) return null;
    throw error;
  }
}

async function require(
  { sql }: Pick<Engine, 'sql'>,
  { workspaceId }: { workspaceId: number },
  id: string,
): Promise<StoredContact> {
  const contact = await findContact(sql, workspaceId, id);
  if (!contact) throw contactNotFound(id);
  return contact;
}

const refuse = (detail: string, fix: string) =>
  new DomainError({ code: 'contact-merge', field: 'into', detail, fix });
