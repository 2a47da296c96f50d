import { logBounds } from '../event-log/postgres/log-bounds.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { anonymousRow } from './anonymous-event.ts';
import type { ForgottenContact } from './forgotten-contacts.ts';
import { isAbout } from './is-about.ts';

/** Offsets that one statement looks through. */
const STRETCH = 50_000;

/**
 * Takes these people out of the log table: every event of their enrollments, and what came about them without an
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
          and exists (
            select from regexp_matches(coalesce(shared, '') || own, '"subjectKey":"([^"]*)"', 'g') as found(key)
            where found.key[1] = any(${[...people.keys()]}::text[]))
        order by pos`;
      const anonymous = rows.flatMap((row) => {
        const texts = anonymousRow(row, (event) => {
          const person = people.get(String(event.subjectKey));
          return person !== undefined && isAbout(event, person);
        });
        return texts === null ? [] : [{ ...row, ...texts }];
      });
      if (anonymous.length > 0) await rewrite(sql, anonymous);
      rewritten += anonymous.length;
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

async function rewrite(sql: Sql, rows: readonly LogRowText[]): Promise<void> {
  await sql`
    update log_row l set own = r.own, shared = r.shared
    from unnest(
      ${rows.map(({ part }) => part)}::smallint[], ${rows.map(({ pos }) => pos)}::bigint[],
      ${rows.map(({ own }) => own)}::text[], ${rows.map(({ shared }) => shared)}::text[]
    ) as r(part, pos, own, shared)
    where l.part = r.part and l.pos = r.pos`;
}
