import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { atExit } from '../at-exit.ts';
import { errorCode } from '../error-code.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { makeCluster, readPassword } from './cluster.ts';
import { launch } from './launch.ts';
import { openPostgres } from './open-postgres.ts';
import { disown, isPostmaster, readPostmaster, stopPostmaster, until } from './postmaster.ts';
import { checkReach, findServerUser, giveTo, letThrough, type ServerUser } from './server-user.ts';

export interface EmbeddedPostgres {
  /** Changes with every start: the port is a free one. Holds the password. */
  readonly url: string;
  /** Whether it was still running, left over by a process that was killed. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly onProgress?: (line: string) => void;
  /** More settings for the server, by name. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Where everything of the server is. */
export interface Place {
  readonly folder: string;
  readonly data: string;
  readonly binaries: Binaries;
  readonly user: ServerUser | undefined;
}

/**
 * Starts the PostgreSQL of `dataDir`, in its folder `postgres`, and makes it first where there is none (1.1 s, after
 * that a start takes 50 ms). Only one process may do so at a time: hold the data folder. Whatever ends this process
 * but SIGKILL ends the server; after that the next start adopts the one left over, or stops it if it does not answer.
 * Refuses with `embedded-postgres-failed` or `embedded-postgres-user`.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  { onProgress = () => {}, settings = {} }: EmbeddedPostgresOptions = {},
): Promise<EmbeddedPostgres> {
  const place = await findPlace(dataDir);
  const password = await readPassword(place);
  const urlAt = (port: number) => `postgres://crest:${password}@127.0.0.1:${port}/postgres`;

  const orphan = await findOrphan(place.data, urlAt);
  if (orphan) {
    onProgress('PostgreSQL was still running and is taken over');
    return running(place.data, orphan.pid, urlAt(orphan.port), true);
  }
  if (await makeCluster(place)) onProgress('PostgreSQL has a new data folder');
  const { pid, port } = await launch(place, settings);
  return running(place.data, pid, urlAt(port), false);
}

async function findPlace(dataDir: string): Promise<Place> {
  const binaries = await findBinaries();
  const folder = join(await realpath(dataDir), 'postgres');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const user = await findServerUser(folder);
  if (user) {
    await letThrough(join(folder, '..'), user);
    await checkReach(folder, user);
    await checkReach(binaries.postgres, user);
    await giveTo(user, folder);
  }
  return { folder, data: join(folder, 'data'), binaries, user };
}

/** A server of this folder that runs and lets us in. One that runs and does not is stopped. */
async function findOrphan(data: string, urlAt: (port: number) => string) {
  const found = await readPostmaster(data);
  if (!found) return undefined;
  if (!(await isPostmaster(found.pid, data))) {
    await disown(data);
    return undefined;
  }
  let answer = 'not yet';
  const knock = async () => {
    answer = await logIn(urlAt(found.port), data);
    return answer !== 'not yet';
  };
  if ((await until(knock, 5_000)) && answer === 'ours') return found;
  await stopPostmaster(found.pid, data);
  return undefined;
}

async function logIn(url: string, data: string): Promise<'ours' | 'not ours' | 'not yet'> {
  const sql = openPostgres({ url, max: 1 });
  try {
    const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
    return row?.folder === data ? 'ours' : 'not ours';
  } catch (error) {
    // Still starting, or about to end; anything else, as a wrong password, will not pass.
    return errorCode(error) === '57P03' || errorCode(error) === 'ECONNREFUSED' ? 'not yet' : 'not ours';
  } finally {
    await sql.end({ timeout: 0 });
  }
}

function running(data: string, pid: number, url: string, adopted: boolean): EmbeddedPostgres {
  const stopped = atExit(() => process.kill(pid, 'SIGINT'));
  return {
    url,
    adopted,
    async stop() {
      stopped();
      await stopPostmaster(pid, data);
    },
  };
}
