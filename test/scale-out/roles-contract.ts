import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listProcesses, openPostgres, type Sql } from '#storage';
import { crest } from '../cli/support/run-crest.ts';
import { keyOf, type Launched, launch } from './support/launch.ts';
import { until } from './support/until.ts';

const ROLE_NAMES = ['api', 'engine', 'engine', 'collect', 'sink', 'sink'] as const;
const APPS = { api: 'api', engine: 'api', collect: 'ingest', sink: 'ingest' } as const;
const CONTACTS = 40;

interface Enrolled {
  readonly enrollmentId: string;
}
interface Answer {
  readonly steps: readonly Record<string, unknown>[];
  readonly completeness: { readonly pending: number; readonly deadLetters: number; readonly gaps: number };
}

/** Crest as six processes over empty stores. */
export function rolesContract(
  name: string,
  stores: { readonly DATABASE_URL: string; readonly CLICKHOUSE_URL: string; readonly KAFKA_BROKERS?: string },
): void {
  describe(name, () => {
    let sql: Sql;
    let key: string;
    const running: { role: (typeof ROLE_NAMES)[number]; process: Launched }[] = [];
    const replied = new Set<string>();
    let enrolled = 0;

    const start = async (role: (typeof ROLE_NAMES)[number]) => {
      const flags = role === 'api' ? ['--empty'] : [];
      const process = await launch(APPS[role], { ...stores, ROLES: role }, flags);
      running.push({ role, process });
      return process;
    };
    const first = (role: string): Launched => {
      const found = running.find((each) => each.role === role);
      if (!found) throw new Error(`no ${role} runs`);
      return found.process;
    };
    const stop = async (role: string, signal: NodeJS.Signals) => {
      const process = first(role);
      running.splice(
        running.findIndex((each) => each.process === process),
        1,
      );
      return { how: await process.end(signal), said: process.said() };
    };
    const call = async <T>(role: string, method: string, path: string, body?: object): Promise<T> => {
      const answer = await fetch(`${await first(role).listening}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    };
    /** As a client that does not give up; what was taken and not answered for is sent again. */
    const post = async <T>(role: string, path: string, body: object): Promise<T> => {
      const tried = () => call<T>(role, 'POST', path, body).catch((error: unknown) => ({ error }));
      const answer = await until(`POST ${path}`, tried, (got) => !Object.hasOwn(Object(got), 'error'));
      return answer as T;
    };
    const ready = (role: string) =>
      call<{ status: string; roles: string[]; missing: string[] }>(role, 'GET', '/health/ready');
    const enroll = async (wave: string): Promise<readonly string[]> => {
      const enrollments = Array.from({ length: CONTACTS }, (_, i) => ({
        contact: { id: `${wave}-${i}`, email: `${wave}-${i}@example.net`, firstName: 'Ada' },
      }));
      const { results } = await post<{ results: Enrolled[] }>('api', '/v1/sequences/one/enrollments', {
        enrollments,
      });
      enrolled += CONTACTS;
      return results.map(({ enrollmentId }) => enrollmentId);
    };
    const mailed = () =>
      until(
        `${enrolled} mails`,
        async () => (await sql<{ n: number }[]>`select count(*) as n from touch where state = 'sent'`)[0]?.n,
        (n) => n === enrolled,
      );
    /** Opens from all, replies from every other one; each batch is posted twice. */
    const react = async (ids: readonly string[]) => {
      for (let i = 0; i < ids.length; i += 10) {
        const occurredAt = new Date().toISOString();
        const events = ids.slice(i, i + 10).flatMap((enrollmentId, j) => [
          { eventId: `open-${enrollmentId}`, type: 'opened', step: 'intro', enrollmentId, occurredAt },
          ...(j % 2 === 0
            ? [
                {
                  eventId: `reply-${enrollmentId}`,
                  type: 'replied',
                  step: 'intro',
                  enrollmentId,
                  occurredAt,
                },
              ]
            : []),
        ]);
        for (const { type, enrollmentId } of events) if (type === 'replied') replied.add(enrollmentId);
        await post('collect', '/v1/events', { events });
        await post('collect', '/v1/events', { events });
      }
    };
    const readOut = () =>
      until(
        'everything to be in ClickHouse',
        () => call<Answer>('api', 'GET', '/v1/sequences/one/steps'),
        ({ completeness }) => completeness.pending === 0,
      );
    const expectExact = async () => {
      expect(await readOut()).toMatchObject({
        completeness: { pending: 0, deadLetters: 0, gaps: 0 },
        steps: [
          {
            ...{ key: 'intro', reached: enrolled, sent: enrolled, delivered: enrolled, opened: enrolled },
            ...{ replied: replied.size, unsubscribed: 0, bounced: 0 },
          },
        ],
      });
    };

    beforeAll(() => {
      sql = openPostgres({ url: stores.DATABASE_URL, max: 2 });
    });
    afterAll(() => sql.end());

    test('the processes start in any order over empty stores, and each says what it is', async () => {
      const others = await Promise.all(ROLE_NAMES.slice(1).map(start));
      await Promise.all(others.map((process) => process.says('Waiting for the process with the role api')));
      const api = await start('api');
      await Promise.all(running.map(({ process }) => process.listening));
      key = await keyOf(api);
      for (const { role, process } of running) {
        expect(process.said()).toContain(`This process: ${role}\n`);
      }
      expect(await ready('api')).toEqual({ status: 'ok', roles: ['api'], missing: [] });
      expect(await ready('collect')).toEqual({ status: 'ok', roles: ['collect'], missing: [] });
    });

    test('who is enrolled gets a mail, what comes back is in the report, exactly', async () => {
      await call('api', 'PUT', '/v1/sequences/one', {
        ...{ key: 'one', name: 'One', goal: 'replied' },
        steps: [{ key: 'intro', type: 'email', day: 0, subject: 'Hello', body: 'Hello {{firstName}}.' }],
      });
      await call('api', 'POST', '/v1/sequences/one/publish', {});
      const ids = await enroll('quiet');
      await mailed();
      await react(ids);
      await expectExact();
    });

    test('a process takes no calls of a role that it does not have, and says where they go', async () => {
      await expect(call('collect', 'GET', '/v1/sequences')).rejects.toThrow(/404 .* the role api/);
      const events = { events: [] };
      await expect(call('api', 'POST', '/v1/events', events)).rejects.toThrow(/404 .* the role collect/);
      expect(first('api').said()).toMatch(/Try it +curl -X POST \S+\/v1\/contacts/);
    });

    test('one of each is killed at work and starts again, and the report is exact', async () => {
      const ids = await enroll('killed');
      for (const role of ['engine', 'sink', 'collect', 'api'] as const) {
        const reacting = role === 'collect' ? react(ids) : undefined;
        await stop(role, 'SIGKILL');
        if (role !== 'collect') {
          await start(role);
          continue;
        }
        const again = await start(role);
        await again.listening;
        await mailed();
        await reacting;
      }
      key = await keyOf(first('api')).catch(() => key);
      await until(
        'the api to be back',
        () => first('api').listening.catch(() => ''),
        (url) => url !== '',
      );
      const more = await enroll('after');
      await mailed();
      await react([...ids, ...more]);
      await expectExact();
    });

    test('told to stop, each finishes what it does and ends well; who is missing is then named', async () => {
      await stop('sink', 'SIGTERM');
      expect((await ready('api')).missing).toEqual([]);
      const { how, said } = await stop('sink', 'SIGTERM');
      expect(how).toBe(0);
      expect(said).toContain('Stopped');
      // The one that was killed could not say so: after 20 s it is taken for gone.
      expect(
        await until(
          'the sink to be missed',
          () => ready('api'),
          ({ missing }) => missing.length > 0,
        ),
      ).toEqual({
        ...{ status: 'ok', roles: ['api'], missing: ['sink'] },
      });
      // Without a sink nothing moves, and nothing is lost either.
      const ids = await enroll('waiting');
      await mailed();
      await react(ids);
      const before = await call<Answer>('api', 'GET', '/v1/sequences/one/steps');
      expect(before.completeness.pending).toBeGreaterThan(0);
      const there = { environment: { CREST_URL: await first('api').listening, CREST_KEY: key } };
      const { exit, out } = await crest(['doctor'], there);
      expect({ exit, out }).toEqual({
        exit: 3,
        out: expect.stringMatching(/✘ roles .* sink\n✔ on their way/),
      });
      const replayed = crest(['events', 'replay'], there);
      await start('sink');
      await first('sink').listening;
      expect((await ready('engine')).missing).toEqual([]);
      expect(await replayed).toMatchObject({
        ...{ exit: 0, said: expect.stringContaining('no process has the role sink') },
      });
      await expectExact();
      const stopped = running.map(({ process }) => process.pid);
      for (const role of running.map((each) => each.role)) {
        expect(await stop(role, 'SIGTERM')).toMatchObject({ how: 0 });
      }
      // Those that were killed may still be there; whoever stopped in order has said so.
      expect((await listProcesses(sql, 0)).filter(({ pid }) => stopped.includes(pid))).toEqual([]);
    });
  });
}
