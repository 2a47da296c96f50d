import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAMS = {
  /** The event path as it is started for itself, with the role `collect` alone. */
  crest: '../../../apps/ingest/main.js',
  bare: './serve-bare.js',
};
const FLAGS = ['--max-semi-space-size=64', '--min-semi-space-size=32', '--enable-source-maps'];

/** Runs `work` against a server in a process of its own, with the flags of `npm start`; it is gone afterwards. */
export async function withServer<T>(
  program: keyof typeof PROGRAMS,
  databaseUrl: string,
  work: (server: { readonly port: number; readonly pid: number }) => Promise<T>,
): Promise<T> {
  const child = spawn(
    process.execPath,
    [...FLAGS, fileURLToPath(new URL(PROGRAMS[program], import.meta.url))],
    {
      env: { ...process.env, ROLES: 'collect', DATABASE_URL: databaseUrl, PORT: '0', NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const ended = once(child, 'exit');
  try {
    return await work({ port: await portOf(child.stderr), pid: child.pid ?? 0 });
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** The port that a server says it listens on. */
async function portOf(said: NodeJS.ReadableStream): Promise<number> {
  let all = '';
  for await (const line of createInterface(said)) {
    all += `${line}\n`;
    const [, port] = /Listening on http:\/\/[^ ]*:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    // What else it says must not fill the pipe.
    said.resume();
    return Number(port);
  }
  throw new Error(`the server ended:\n${all}`);
}
