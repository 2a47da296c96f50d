import type { Sql } from '../postgres/open-postgres.ts';
import { NOBODY } from './anonymous-event.ts';

/**
 * Takes the texts of events about these people out of the dead letters; that there was one, and where, stays. The reason
 * goes, too: it quotes what was wrong. Scans dead_letter.
 */
export async function forgetDeadLetters(sql: Sql, subjectKeys: readonly string[]): Promise<void> {
  await sql`
    update dead_letter set body = ${NOBODY}, reason = ${`${NOBODY}: the event was about a contact that is erased`}
    where exists (
      select from unnest(${subjectKeys as string[]}::text[]) as k(key) where position(k.key in body) > 0)`;
}
