import type { Instant, Sequence } from '#engine';
import { iso } from '#engine';
import { earlierEntries, findContacts, findTooLarge, type NewEnrollment, takenEnrollmentIds } from '#storage';
import { type ContactInput, TOO_LARGE } from './contacts/contact-schema.ts';
import type { Engine } from './engine.ts';
import { enrollmentLineSchema } from './enrollment-line.ts';

export type EnrollmentResult =
  | {
      readonly index: number;
      readonly accepted: true;
      readonly enrollmentId: string;
      readonly enrollmentNo: number;
    }
  | {
      readonly index: number;
      readonly accepted: false;
      readonly code: string;
      readonly detail: string;
      readonly fix: string;
    };

export interface EnrollmentCall {
  readonly workspaceId: number;
  readonly sequenceKey: string;
  readonly lines: readonly unknown[];
  readonly now: Instant;
  /** Contacts of the sandbox's audience. */
  readonly simulated?: boolean;
  /** The enrollment whose exit leads here. */
  readonly movedFrom?: number;
}

/** A line that can be read. */
export interface Line {
  readonly index: number;
  readonly contact: ContactInput;
  readonly enrolledAt: Instant;
  /** Entry numbers up to this one are known to be taken. */
  readonly entriesTaken: number;
}

/** A line with the place it is to take. */
export interface Placed extends Line {
  /** Whoever goes on, where the contact was merged into another one. */
  readonly contactId: string;
  /** As the line says, else as is known. */
  readonly timezone: string | null;
  /** Those that say where the contact lives; the same holds for them. */
  readonly attributes: { readonly country: unknown; readonly region: unknown };
  readonly entryNo: number;
}

const refusal = (index: number, code: string, detail: string, fix: string): EnrollmentResult => ({
  index,
  accepted: false,
  code,
  detail,
  fix,
});

const already = (index: number, contact: string): EnrollmentResult => ({
  index,
  accepted: false,
  code: 'already-enrolled',
  detail: `contact.id: "${contact}" has been enrolled in this sequence already`,
  fix: 'Set reentry to after-exit or always in the sequence if a contact may enter again.',
});

/** Reads the lines; what cannot be read is refused. */
export function readLines(call: EnrollmentCall, sandbox: boolean, results: EnrollmentResult[]): Line[] {
  return call.lines.flatMap((raw, index) => {
    const line = enrollmentLineSchema.safeParse(raw);
    if (!line.success) {
      const detail = line.error.issues.map((i) => `${i.path.join('.') || 'line'}: ${i.message}`).join('; ');
      const fix = 'Send { contact: { id, email?, timezone?, … }, enrolledAt? }.';
      results.push(refusal(index, 'invalid-line', detail, fix));
      return [];
    }
    const { contact, enrolledAt: text } = line.data;
    const enrolledAt = text === undefined ? call.now : Date.parse(text);
    if (sandbox && enrolledAt > call.now) {
      const detail = `enrolledAt: ${iso(enrolledAt)} is after the sandbox clock, ${iso(call.now)}`;
      const fix = 'Advance the clock first, or leave enrolledAt out.';
      results.push(refusal(index, 'after-the-clock', detail, fix));
      return [];
    }
    return [{ index, contact, enrolledAt, entriesTaken: 0 }];
  });
}

/** Gives each line its contact and its entry number; refuses who is named twice and who may not enter again. */
export async function place(
  { sql }: Pick<Engine, 'sql'>,
  into: { workspaceId: number; sequenceId: number },
  sequence: Sequence,
  lines: readonly Line[],
  results: EnrollmentResult[],
): Promise<Placed[]> {
  const ids = lines.map(({ contact }) => contact.id);
  const known = await findContacts(sql, into.workspaceId, ids);
  const contacts = ids.map((id) => known.get(id)?.id ?? id);
  const earlier = await earlierEntries(sql, into.workspaceId, into.sequenceId, contacts);
  const byContact = new Map(earlier.map((entry) => [entry.contact, entry]));
  const named = new Set<string>();
  return lines.flatMap((line, i) => {
    const contactId = contacts[i] as string;
    if (named.has(contactId)) {
      const detail = `contact.id: "${line.contact.id}" stands in this call twice`;
      results.push(refusal(line.index, 'named-twice', detail, 'Send each contact once.'));
      return [];
    }
    named.add(contactId);
    const entry = byContact.get(contactId);
    if (entry && (sequence.reentry === 'never' || (sequence.reentry === 'after-exit' && entry.live))) {
      results.push(already(line.index, line.contact.id));
      return [];
    }
    const before = known.get(line.contact.id);
    const { timezone = before?.timezone ?? null } = line.contact;
    const { country, region } = { ...before?.attributes, ...line.contact };
    const entryNo = Math.max(line.entriesTaken, entry?.entries ?? 0) + 1;
    return [{ ...line, contactId, timezone, attributes: { country, region }, entryNo }];
  });
}

/** What was not written is tried again where that can help: the place was taken, or the contact was merged meanwhile. */
export async function placeAgain(
  { sql }: Pick<Engine, 'sql'>,
  { workspaceId }: { workspaceId: number },
  left: readonly { line: Placed; entry: NewEnrollment }[],
  results: EnrollmentResult[],
  more: boolean,
): Promise<Line[]> {
  if (left.length === 0) return [];
  const ids = left.map(({ entry }) => entry.id);
  const taken = await takenEnrollmentIds(sql, ids);
  const tooLarge = await findTooLarge(
    sql,
    workspaceId,
    left.map(({ entry }) => entry.contact),
  );
  return left.flatMap(({ line, entry }) => {
    if (tooLarge.has(line.contactId)) {
      const fix = 'Remove attributes that are not needed: null removes one.';
      results.push(refusal(line.index, 'contact-too-large', `contact: ${TOO_LARGE}`, fix));
      return [];
    }
    // The ids of an erased contact's enrollments stay in use, when its own id comes again.
    if (taken.has(entry.id)) return [{ ...line, entriesTaken: line.entryNo }];
    if (more) return [line];
    results.push(already(line.index, line.contact.id));
    return [];
  });
}
