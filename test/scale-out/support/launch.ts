import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';

/** A process of Crest beside the test, started as an operator starts it. */
export interface Launched {
  readonly pid: number;
  readonly dataDir: string;
  /** Its address, once it listens; rejects with its words when it ends before. */
  readonly listening: Promise<string>;
  /** What it has printed so far. */
  said(): string;
  /** Resolves when it has printed this. */
  says(text: string): Promise<void>;
  /** Sends a signal and waits for its end: the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

const launched: ChildProcess[] = [];
const folders: string[] = [];
afterAll(async () => {
  for (const child of launched) child.kill('SIGKILL');
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const OURS = /^(DATABASE_URL|CLICKHOUSE_URL|CLICKHOUSE_CLUSTER|KAFKA_BROKERS|ROLES|CREST_DATA_DIR)$/;
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));

/** Starts `apps/api/main` or `apps/ingest/main` with these settings, on a port and in a data folder of its own. */
export async function launch(
  app: 'api' | 'ingest',
  settings: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Launched> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crest-test-'));
  folders.push(dataDir);
  const main = fileURLToPath(new URL(`../../../apps/${app}/main.js`, import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', main, ...flags], {
    env: { ...environment, PORT: '0', NODE_OPTIONS: '', CREST_DATA_DIR: dataDir, ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  launched.push(child);
  const ended = once(child, 'exit').then(([code, signal]): number | string => signal ?? code);
  let text = '';
  const heard = new Set<() => void>();
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (const hear of heard) hear();
  });
  const says = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const hear = () => {
        if (!text.includes(wanted)) return;
        heard.delete(hear);
        resolve();
      };
      heard.add(hear);
      hear();
      void ended.then((how) =>
        reject(new Error(`It ended with ${how} and never said "${wanted}":\n${text}`)),
      );
    });
  const listening = says('Listening on').then(async () => {
    await says('\n');
    return /Listening on (\S+)/.exec(text)?.[1] ?? '';
  });
  // Who is killed on its way there is not waited for.
  listening.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    dataDir,
    listening,
    said: () => text,
    says,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** The key that the process with the role api wrote into its data folder. */
export async function keyOf({ dataDir }: Launched): Promise<string> {
  const file: unknown = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  if (typeof file === 'object' && file !== null && 'adminKey' in file) return String(file.adminKey);
  throw new Error('credentials.json holds no admin key');
}
