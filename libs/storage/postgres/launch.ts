import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DomainError } from '#engine';
import { childOptions } from './cluster.ts';
import type { Place } from './embedded-postgres.ts';
import { type Postmaster, readPostmaster, until } from './postmaster.ts';

/** For one process on the same machine, with some 100,000 enrollments. */
const ownSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  shared_buffers: '256MB',
  // Nobody copies this server, so it writes no more than it needs for itself.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // What was written about an erased contact is gone with its file, and in no words that the server prints.
  wal_recycle: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  // Short statements on two cores: what these cost is more than they bring.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  io_method: 'sync',
};

/** Starts the server on a free port and waits until it lets us in; after a crash that includes the repair. */
export async function launch(place: Place, settings: Readonly<Record<string, string>>): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryPort(place, await freePort(), { ...ownSettings, ...settings });
    if (typeof outcome !== 'string') return outcome;
    // Somebody else took the port in between.
    if (outcome.includes('could not create any TCP/IP sockets') && attempt < 5) continue;
    // The sessions of a server that was killed are still ending.
    if (outcome.includes('pre-existing shared memory block') && attempt < 50) {
      await setTimeout(100);
      continue;
    }
    throw new DomainError({
      code: 'embedded-postgres-failed',
      detail: `PostgreSQL does not start: ${outcome}`,
      fix: `See ${logFile(place)}, or set DATABASE_URL.`,
    });
  }
}

/** The server, or what it said last when it gave up. */
async function tryPort(
  place: Place,
  port: number,
  settings: Record<string, string>,
): Promise<Postmaster | string> {
  const log = await open(logFile(place), 'a', 0o600);
  const { size } = await log.stat();
  const child = spawn(
    place.binaries.postgres,
    [
      '-D',
      place.data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ],
    // A group of its own: Ctrl-C goes to the terminal's group, and this process closes first what uses the server.
    { ...childOptions(place), detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `it ended with ${signal ?? code}.`;
  });
  child.unref();

  let postmaster: Postmaster | undefined;
  await until(async () => {
    postmaster = await readPostmaster(place.data);
    return ended !== undefined || (postmaster?.pid === child.pid && postmaster?.ready === true);
  }, 300_000);
  await log.close();
  if (ended === undefined && postmaster?.ready) return postmaster;
  child.kill('SIGQUIT');
  const said = (await readFile(logFile(place))).subarray(size).toString().trim();
  return (
    said.split('\n').findLast((line) => line.includes('FATAL')) ??
    ended ??
    'it is not ready after five minutes.'
  );
}

const logFile = ({ folder }: Place) => join(folder, 'server.log');

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(address)));
    });
  });
}
