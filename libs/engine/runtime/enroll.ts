import type { Instant, Sequence } from '#engine';
import { DomainError, enrollmentId, eventId, firstDue, iso } from '#engine';
import {
  addressKey,
  earlierEntries,
  findSequence,
  type NewEnrollment,
  readWorkspace,
  subjectKey,
  takeEnrollmentNumbers,
  type Workspace,
  writeEnrollments,
} from '#storage';
import type { Engine } from './engine.ts';
import { enrollmentLineSchema } from './enrollment-line.ts';
import { loggedEvent } from './stamp.ts';

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

interface Line {
  readonly index: number;
  readonly contact: {
    id: string;
    email: string | null;
    timezone: string | null;
    attributes: Record<string, unknown>;
  };
  readonly enrolledAt: Instant;
  readonly entryNo: number;
}

export interface Enrolled {
  readonly sequenceId: number;
  readonly version: number;
  readonly results: readonly EnrollmentResult[];
}

/** Enrolls contacts into the latest version of a sequence; each line is accepted or refused with a reason. */
export async function enroll(
  engine: Pick<Engine, 'sql' | 'versions'>,
  call: EnrollmentCall,
): Promise<Enrolled> {
  const { sql } = engine;
  const row = await findSequence(sql, call.workspaceId, call.sequenceKey);
  if (!row)
    throw new DomainError({
      code: 'sequence-not-found',
      detail: `there is no sequence "${call.sequenceKey}"`,
      fix: 'GET /v1/sequences lists those there are.',
    });
  if (row.state !== 'published' || row.latestVersion === null)
    throw new DomainError({
      code: 'sequence-not-published',
      detail: `the sequence "${call.sequenceKey}" is ${row.state}`,
      fix:
        row.state === 'paused'
          ? `POST /v1/sequences/${call.sequenceKey}/resume first.`
          : `POST /v1/sequences/${call.sequenceKey}/publish first.`,
    });
  const version = row.latestVersion;
  const [sequence, workspace] = await Promise.all([
    engine.versions.get(row.id, version),
    readWorkspace(sql, call.workspaceId),
  ]);
  const results: EnrollmentResult[] = [];
  const lines = await sortOut(engine, call, row.id, sequence, workspace.clock !== null, results);
  const numbers = await takeEnrollmentNumbers(sql, lines.length);
  const rows = lines.map((line, i) =>
    newEnrollment(line, numbers[i] as number, sequence, version, workspace, call),
  );
  const written = new Set(
    await writeEnrollments(
      sql,
      { workspaceId: workspace.id, sequenceId: row.id, version, now: call.now },
      rows,
    ),
  );
  rows.forEach((entry, i) => {
    const { index } = lines[i] as Line;
    if (written.has(entry.no))
      results.push({ index, accepted: true, enrollmentId: entry.id, enrollmentNo: entry.no });
    else results.push(already(index, entry.contact.id));
  });
  return { sequenceId: row.id, version, results: results.sort((a, b) => a.index - b.index) };
}

const already = (index: number, contact: string): EnrollmentResult => ({
  index,
  accepted: false,
  code: 'already-enrolled',
  detail: `contact.id: "${contact}" has been enrolled in this sequence already`,
  fix: 'Set reentry to after-exit or always in the sequence if a contact may enter again.',
});

/** Refuses the lines that cannot be enrolled and gives the others their entry number. */
async function sortOut(
  engine: Pick<Engine, 'sql'>,
  call: EnrollmentCall,
  sequenceId: number,
  sequence: Sequence,
  sandbox: boolean,
  results: EnrollmentResult[],
): Promise<Line[]> {
  const refuse = (index: number, code: string, detail: string, fix: string) =>
    results.push({ index, accepted: false, code, detail, fix });
  const parsed = call.lines.map((line) => enrollmentLineSchema.safeParse(line));
  const ids = parsed.flatMap((p) => (p.success ? [p.data.contact.id] : []));
  const earlier = await earlierEntries(engine.sql, call.workspaceId, sequenceId, ids);
  const byContact = new Map(earlier.map((entry) => [entry.contact, entry]));
  const named = new Set<string>();
  const lines: Line[] = [];
  parsed.forEach((line, index) => {
    if (!line.success) {
      const detail = line.error.issues.map((i) => `${i.path.join('.') || 'line'}: ${i.message}`).join('; ');
      refuse(index, 'invalid-line', detail, 'Send { contact: { id, email?, timezone?, … }, enrolledAt? }.');
      return;
    }
    const { id, email, timezone, ...attributes } = line.data.contact;
    const enrolledAt = line.data.enrolledAt === undefined ? call.now : Date.parse(line.data.enrolledAt);
    if (named.has(id)) {
      refuse(
        index,
        'named-twice',
        `contact.id: "${id}" stands in this call twice`,
        'Send each contact once.',
      );
      return;
    }
    named.add(id);
    if (sandbox && enrolledAt > call.now) {
      refuse(
        index,
        'after-the-clock',
        `enrolledAt: ${iso(enrolledAt)} is after the sandbox clock, ${iso(call.now)}`,
        'Advance the clock first, or leave enrolledAt out.',
      );
      return;
    }
    const entry = byContact.get(id);
    const over = entry !== undefined && entry.state !== 'active' && entry.state !== 'paused';
    if (entry && (sequence.reentry === 'never' || (sequence.reentry === 'after-exit' && !over))) {
      results.push(already(index, id));
      return;
    }
    const contact = { id, email: email ?? null, timezone: timezone ?? null, attributes };
    lines.push({ index, contact, enrolledAt, entryNo: (entry?.entries ?? 0) + 1 });
  });
  return lines;
}

function newEnrollment(
  line: Line,
  no: number,
  sequence: Sequence,
  version: number,
  workspace: Workspace,
  call: EnrollmentCall,
): NewEnrollment {
  const { contact, enrolledAt, entryNo } = line;
  const id = enrollmentId(workspace.key, sequence.key, contact.id, entryNo);
  const subject = {
    workspace: workspace.key,
    sequence: sequence.key,
    version,
    enrollmentId: id,
    enrollmentNo: no,
    enrolledAt,
    subjectKey: subjectKey(workspace, contact.id),
    arms: {},
  };
  const enrolled = eventId(id, 'enrolled');
  const event = loggedEvent(
    enrolled,
    { type: 'enrolled' },
    { occurredAt: enrolledAt, receivedAt: call.now },
    subject,
    null,
  );
  return {
    no,
    id,
    entryNo,
    contact: {
      ...contact,
      subjectKey: subject.subjectKey,
      addressKey: contact.email === null ? null : addressKey(workspace, contact.email),
      simulated: call.simulated ?? false,
    },
    enrolledAt,
    dueAt: firstDue(sequence, contact, enrolledAt),
    movedFrom: call.movedFrom ?? null,
    event: { eventId: enrolled, body: JSON.stringify(event) },
  };
}
