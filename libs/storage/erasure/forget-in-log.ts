import { iso } from '#engine';
import { logBounds } from '../event-log/postgres/log-bounds.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { anonymousRow } from './anonymous-event.ts';
import type { ForgottenContact } from './forgotten-contacts.ts';

/** Offsets that one statement looks through. */
const STRETCH = 50_000;

/**
 * Takes these people out of the log table: every row of their enrollments, and what came about them without an
 * enrollment until they were erased. Offsets, identities and times stay. Answers how many rows were rewritten; again, none.
 * Index: log_row_pkey, which is read from one end to the other.
 */
export async function forgetInLog(sql: Sql, contacts: readonly ForgottenContact[]): Promise<number> {
  const people = new Map(contacts.map((contact) => [contact.subjectKey, contact]));
  let rewritten = 0;
  for (const [part, { low, head }] of (await logBounds(sql)).entries()) {
    for (let from = low; from < head; from += STRETCH) {
      const rows = await sql<LogRowText[]>`
        select part::int, pos, own, shared from log_row
        where part = ${part} and pos >= ${from} and pos < ${from + STRETCH}
          and substring(coalesce(shared, own) from '"subjectKey":"([^"]*)"') = any(${[...people.keys()]}::text[])
        order by pos`;
      const theirs = rows.filter((row) => isAbout(row, people));
      if (theirs.length > 0) await rewrite(sql, theirs);
      rewritten += theirs.length;
    }
  }
  return rewritten;
}

interface LogRowText {
  readonly part: number;
  readonly pos: number;
  readonly own: string;
  readonly shared: string | null;
}

function isAbout({ own, shared }: LogRowText, people: ReadonlyMap<string, ForgottenContact>): boolean {
  const event: { subjectKey?: unknown; enrollmentNo?: unknown; receivedAt?: unknown } = JSON.parse(
    shared ?? own,
  );
  const { subjectKey, enrollmentNo, receivedAt } = event;
  const person = people.get(String(subjectKey));
  if (!person) return false;
  if (typeof enrollmentNo === 'number' && enrollmentNo > 0) return person.enrollments.includes(enrollmentNo);
  return String(receivedAt) <= iso(person.erasedAt);
}

async function rewrite(sql: Sql, rows: readonly LogRowText[]): Promise<void> {
  const texts = rows.map((row) => ({ ...row, ...anonymousRow(row) }));
  await sql`
    update log_row l set own = r.own, shared = r.shared
    from unnest(
      ${texts.map(({ part }) => part)}::smallint[], ${texts.map(({ pos }) => pos)}::bigint[],
      ${texts.map(({ own }) => own)}::text[], ${texts.map(({ shared }) => shared)}::text[]
    ) as r(part, pos, own, shared)
    where l.part = r.part and l.pos = r.pos`;
}
