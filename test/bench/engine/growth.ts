import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DEMO } from '#runtime';
import { createDatabase, onFreshDatabase, withDatabase } from './databases.ts';
import { enrollMany } from './enroll-many.ts';
import { publishLetters, withEngine, workTick } from './workload.ts';

const DAY = 86_400_000;
const day = (n: number) => DEMO.start + n * DAY;

/** MiB of the heap that are in use when everything that can go is gone. */
function heapMiB(): number {
  v8.setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/**
 * What so many steps in one process leave in its memory: MiB of heap after the first tenth and after the last.
 */
export async function measureMemory(
  server: string,
  steps: number,
  progress: (line: string) => void,
): Promise<{ first: number; last: number }> {
  const letters = 20;
  const enrollments = steps / letters;
  return await onFreshDatabase(
    server,
    async (sql) => {
      const workspaceId = await publishLetters(sql, letters);
      await enrollMany(sql, { workspaceId, count: enrollments, due: enrollments, at: day(1) });
      return await withEngine(sql, async (engine) => {
        let first = 0;
        for (let letter = 1; letter <= letters; letter++) {
          await workTick(engine, day(letter), enrollments);
          if (letter === letters / 10) first = heapMiB();
          progress(`${letter * enrollments} steps`);
        }
        return { first, last: heapMiB() };
      });
    },
    'template0',
  );
}

/** Steps a second where `due` fall due among `count` enrollments, through three letters. */
export async function rateAmong(
  server: string,
  { count, due }: { count: number; due: number },
): Promise<() => Promise<number>> {
  const template = `bench_${count}`;
  const letters = 3;
  await createDatabase(server, template, 'template0');
  await withDatabase(server, template, async (sql) => {
    const workspaceId = await publishLetters(sql, letters);
    await enrollMany(sql, { workspaceId, count, due, at: day(1) });
  });
  return async () =>
    await onFreshDatabase(
      server,
      (sql) =>
        withEngine(sql, async (engine) => {
          const started = performance.now();
          for (let letter = 1; letter <= letters; letter++) await workTick(engine, day(letter), due);
          return ((letters * due) / (performance.now() - started)) * 1000;
        }),
      template,
    );
}
