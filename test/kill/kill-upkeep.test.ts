import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { LoggedEvent } from '#engine';
import { appendEvents, FAIL_POINTS, type FailPointName } from '#storage';
import { keyOf, logPerson } from '../storage/erasure/erased-person.ts';
import { findInFiles } from '../support/find-in-files.ts';
import { loadEvents } from '../support/load-events.ts';
import { startProgram } from '../support/program.ts';
import { randomEvents } from '../support/random-events.ts';
import { testClickHouse } from '../support/test-clickhouse.ts';
import { testDatabase } from '../support/test-database.ts';
import type { Errand, Found } from './upkeep.ts';
import { whatIsStored } from './what-is-stored.ts';

const UPKEEP = new URL('./upkeep.js', import.meta.url);
const ofRebuild = FAIL_POINTS.filter((point) => point.startsWith('rebuild.'));
const ofErasure = FAIL_POINTS.filter((point) => point.startsWith('erase.'));

const folder = await mkdtemp(join(tmpdir(), 'crest-kill-upkeep-'));
afterAll(() => rm(folder, { recursive: true }));

/** A process is killed at one point after the other; each finds what the one before it left, and brings it to an end. */
async function killInTurn(job: Errand['job'], points: readonly FailPointName[]): Promise<void> {
  const { sql, url: databaseUrl } = await testDatabase();
  const clickhousePath = join(folder, job);
  // All events of the log, put into ClickHouse at one stroke and undisturbed.
  const undisturbed = await testClickHouse();
  let seen = 0;
  const gone: string[] = [];

  for (const killAt of [...points, null]) {
    const name = `${job} ${killAt}`;
    await appendEvents(
      sql,
      randomEvents(seen, 5, name).map((event) => ({
        part: event.enrollmentNo % 8,
        eventId: event.eventId,
        body: JSON.stringify(event),
      })),
    );
    await logPerson(sql, name);
    const logged = await sql<{ body: LoggedEvent }[]>`select body from event_log`;
    await loadEvents(
      undisturbed,
      logged.map(({ body }) => body),
      { token: `${job} ${seen++}` },
    );
    const errand: Errand = { databaseUrl, clickhousePath, job, name, gone, killAt };
    const program = startProgram(UPKEEP, [JSON.stringify(errand)]);
    expect({ at: killAt, ...(JSON.parse(await program.line()) as Found) }).toEqual({
      at: killAt,
      stored: await whatIsStored(undisturbed),
      ...{ left: 0, underWay: false, toForget: 0, keys: [] },
    });
    expect(await program.ended()).toBe(killAt === null ? 0 : 'SIGKILL');
    if (job === 'erase' && killAt !== null) gone.push(name);
  }
  if (job === 'erase') {
    expect(await findInFiles(clickhousePath, gone.map(keyOf))).toEqual([]);
    const texts = await sql<{ text: string }[]>`select concat(shared, own) as text from log_row`;
    for (const name of gone) expect(texts.some(({ text }) => text.includes(keyOf(name)))).toBe(false);
  }
}

test('a rebuild killed at any of its points: what comes next finds every count exact, and nothing left over', async () => {
  await killInTurn('rebuild', ofRebuild);
});

test('an erasure killed at any of its points: the next one brings it to an end, and every report is the same', async () => {
  await killInTurn('erase', [...ofErasure, 'rebuild.filled', 'rebuild.exchanged', 'rebuild.rewound']);
});
