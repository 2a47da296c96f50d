import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Crest as a user starts it, with the demo loaded, in a process and a data folder of its own. */
export interface StartedDemo {
  readonly origin: string;
  readonly adminKey: string;
  /** An answer of the API, as the admin key gets it. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  /** A fresh address that signs a browser in and leads to the dashboard; each works once. */
  link(): Promise<string>;
  close(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../apps/api/main.js', import.meta.url));

/** Runs `npm start`'s program on an empty folder; ready when the demo is. */
export async function startDemo(): Promise<StartedDemo> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crest-demo-'));
  const port = await freePort();
  const { KAFKA_BROKERS: _, DATABASE_URL: __, CLICKHOUSE_URL: ___, ...environment } = process.env;
  const child = spawn(process.execPath, ['--enable-source-maps', MAIN], {
    env: { ...environment, CREST_DATA_DIR: dataDir, PORT: String(port), NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await listening(child);
  const file = await readFile(join(dataDir, 'credentials.json'), 'utf8');
  const { url, adminKey } = JSON.parse(file) as { url: string; adminKey: string };
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    origin: url,
    adminKey,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    link: async () => (await call<{ url: string }>('POST', '/v1/dashboard/links', {})).url,
    close: async () => {
      const closed = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await closed;
      await rm(dataDir, { recursive: true, force: true });
      if (code !== 0) throw new Error(`Crest stopped with exit code ${code}`);
    },
  };
}

/** Waits for the line that says it listens; a process that ends before has its words in the error. */
async function listening(child: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Dashboard')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`Crest ended with exit code ${code}:\n${said}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address');
  return address.port;
}
