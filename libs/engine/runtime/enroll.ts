import type { Sequence, StepTypes } from '#engine';
import { DomainError, enrollmentId, eventId, firstDue } from '#engine';
import {
  findSequence,
  type NewEnrollment,
  readWorkspace,
  takeEnrollmentNumbers,
  type Workspace,
  writeEnrollments,
} from '#storage';
import { contactPatch } from './contacts/contact-schema.ts';
import type { Engine } from './engine.ts';
import {
  type EnrollmentCall,
  type EnrollmentResult,
  type Line,
  type Placed,
  place,
  placeAgain,
  readLines,
} from './enrollment-places.ts';
import { loggedEvent } from './stamp.ts';

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
  const { conflict } = sequence;
  const into = { workspaceId: workspace.id, sequenceId: row.id, version, conflict, now: call.now };
  let open: readonly Line[] = readLines(call, workspace.clock !== null, results);
  for (let round = 0; open.length > 0; round++) {
    const lines = await place(engine, into, sequence, open, results);
    const numbers = await takeEnrollmentNumbers(sql, lines.length);
    const rows = lines.map((line, i) =>
      newEnrollment(
        line,
        numbers[i] as number,
        sequence,
        version,
        workspace,
        call,
        engine.versions.steps.types,
      ),
    );
    const written = new Set(await writeEnrollments(sql, into, rows));
    rows.forEach(({ no, id }, i) => {
      const { index } = lines[i] as Placed;
      if (written.has(no)) results.push({ index, accepted: true, enrollmentId: id, enrollmentNo: no });
    });
    const left = rows.flatMap((entry, i) =>
      written.has(entry.no) ? [] : [{ line: lines[i] as Placed, entry }],
    );
    open = await placeAgain(engine, into, left, results, round < ROUNDS && call.movedFrom === undefined);
  }
  return { sequenceId: row.id, version, results: results.sort((a, b) => a.index - b.index) };
}

/** So often is a line tried whose place was taken by somebody else at that moment. */
const ROUNDS = 5;

function newEnrollment(
  line: Placed,
  no: number,
  sequence: Sequence,
  version: number,
  workspace: Workspace,
  call: EnrollmentCall,
  types: StepTypes,
): NewEnrollment {
  const { contactId, enrolledAt, entryNo } = line;
  const id = enrollmentId(workspace.key, sequence.key, contactId, entryNo);
  const contact = contactPatch(workspace, line.contact, {
    id: contactId,
    simulated: call.simulated ?? false,
  });
  const subject = {
    workspace: workspace.key,
    sequence: sequence.key,
    version,
    enrollmentId: id,
    enrollmentNo: no,
    enrolledAt,
    subjectKey: contact.subjectKey,
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
    contact,
    enrolledAt,
    dueAt: firstDue(sequence, line, enrolledAt, types),
    movedFrom: call.movedFrom ?? null,
    event: { eventId: enrolled, body: JSON.stringify(event) },
  };
}
