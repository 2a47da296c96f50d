import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { type Program, startProgram } from './program.ts';

const MAIN = new URL('./clickhouse-http/main.js', import.meta.url);
const LOGIN = { user: 'crest', password: 'p@ss word/%' };

/** A ClickHouse server in a process of its own: the engine of the tests behind its HTTP interface. */
export interface TestClickHouseServer {
  /** With login and database, as CLICKHOUSE_URL has it. */
  readonly url: string;
  /** Ends it as the out-of-memory killer would. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and port. */
  restart(): Promise<void>;
}

/** Starts a server with an empty database, gone when the test file is done. */
export async function testClickHouseServer(): Promise<TestClickHouseServer> {
  const folder = await mkdtemp(join(tmpdir(), 'crest-test-'));
  const start = async (port: string): Promise<{ program: Program; origin: string }> => {
    const program = startProgram(MAIN, [folder, port, LOGIN.user, LOGIN.password]);
    return { program, origin: await program.line() };
  };
  let { program, origin } = await start('0');
  afterAll(async () => {
    await program.end('SIGKILL');
    await rm(folder, { recursive: true });
  });

  const url = new URL(origin);
  url.username = encodeURIComponent(LOGIN.user);
  url.password = encodeURIComponent(LOGIN.password);
  const made = await fetch(new URL(`/?${new URLSearchParams(LOGIN)}`, origin), {
    method: 'POST',
    body: 'create database crest',
  });
  if (!made.ok) throw new Error(await made.text());
  url.pathname = '/crest';
  return {
    url: url.href,
    kill: async () => {
      await program.end('SIGKILL');
    },
    restart: async () => {
      ({ program, origin } = await start(url.port));
    },
  };
}
