import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Crest as a user starts it, in a process of its own. */
export interface StartedCrest {
  readonly pid: number;
  readonly origin: string;
  readonly adminKey: string;
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../apps/api/main.js', import.meta.url));

/** What `npm start` hands to Node before the program's name. */
function flagsOfStart(): string[] {
  const file = readFileSync(fileURLToPath(import.meta.resolve('#package.json')), 'utf8');
  const { scripts } = JSON.parse(file) as { scripts: { start: string } };
  return scripts.start.split(' ').slice(1, -1);
}

/** Runs `npm start`'s program with embedded stores on a data folder; ready when it says where the dashboard is. */
export async function startCrest(
  dataDir: string,
  onSaid: (text: string) => void = () => {},
  { flags = [], settings = {} }: { flags?: readonly string[]; settings?: Record<string, string> } = {},
): Promise<StartedCrest> {
  const port = await freePort();
  const { KAFKA_BROKERS: _, DATABASE_URL: __, CLICKHOUSE_URL: ___, ...environment } = process.env;
  const child = spawn(process.execPath, [...flagsOfStart(), MAIN, ...flags], {
    env: { ...environment, CREST_DATA_DIR: dataDir, PORT: String(port), NODE_OPTIONS: '', ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await listening(child, onSaid);
  const file = await readFile(join(dataDir, 'credentials.json'), 'utf8');
  const { url, adminKey } = JSON.parse(file) as { url: string; adminKey: string };
  return {
    pid: child.pid as number,
    origin: url,
    adminKey,
    stop: async () => {
      const closed = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await closed;
      if (code !== 0) throw new Error(`Crest stopped with exit code ${code}`);
    },
  };
}

/** Waits for the line that says it listens; a process that ends before has its words in the error. */
async function listening(child: ChildProcess, onSaid: (text: string) => void): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      onSaid(text);
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
