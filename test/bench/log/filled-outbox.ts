import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partitionOf } from '#engine';
import {
  appendEvents,
  migratePostgres,
  type NewEvent,
  openPostgres,
  type Sql,
  startEmbeddedPostgres,
} from '#storage';
import { randomEvents } from '../../support/random-events.ts';

const CHUNK = 10_000;

/** A PostgreSQL of its own whose outbox holds events. */
export interface FilledOutbox {
  readonly sql: Sql;
  /** For what else the bench stores; gone with it. */
  readonly folder: string;
  /** As they were appended. */
  readonly events: readonly NewEvent[];
  close(): Promise<void>;
}

export async function filledOutbox(enrollments: number): Promise<FilledOutbox> {
  const folder = await mkdtemp(join(tmpdir(), 'crest-bench-'));
  const postgres = await startEmbeddedPostgres(folder);
  const sql = openPostgres({ url: postgres.url });
  await migratePostgres(sql, { now: 0 });
  const events = randomEvents(1, enrollments).map((event) => ({
    part: partitionOf(event.enrollmentNo),
    eventId: event.eventId,
    body: JSON.stringify(event),
  }));
  for (let i = 0; i < events.length; i += CHUNK) await appendEvents(sql, events.slice(i, i + CHUNK));
  return {
    sql,
    folder,
    events,
    close: async () => {
      await sql.end();
      await postgres.stop();
      await rm(folder, { recursive: true });
    },
  };
}
