import { afterAll } from '@jest/globals';
import { iso } from '#engine';
import { enroll } from '#runtime';
import { setClock } from '#storage';
import { testDemo } from './play-demo.ts';

const HOUR = 3_600_000;

const addressOf = (id: string) => `${id}@example.com`;

interface Enrolling {
  readonly at?: number;
  readonly enrolledAt?: number;
  readonly email?: (id: string) => string;
}

/**
 * The example sequences without anybody in them, in a sandbox whose clock stands `hours` after its start. Call it at the
 * top of a test file.
 */
export async function testExamples({ hours }: { hours: number }) {
  const demo = await testDemo(0);
  afterAll(() => demo.close());
  const { engine, workspaceId } = demo;
  const now = demo.sources.now() + hours * HOUR;
  await setClock(engine.sql, now);

  /** Enrolls people of these ids, and answers their enrollments in the same order. */
  async function enrollPeople(
    sequenceKey: string,
    ids: readonly string[],
    { at = now, enrolledAt = at, email = addressOf }: Enrolling = {},
  ) {
    const lines = ids.map((id) => ({
      contact: { id, email: email(id), timezone: 'UTC', firstName: 'Ada', company: 'Acme' },
      enrolledAt: iso(enrolledAt),
    }));
    const { results } = await enroll(engine, { workspaceId, sequenceKey, lines, now: at });
    return results.map((result) => {
      if (!result.accepted) throw new Error(JSON.stringify(result));
      return result;
    });
  }

  return { demo, engine, sql: engine.sql, workspaceId, now, enrollPeople };
}
