import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DomainError } from '#engine';
import { errorCode } from '../error-code.ts';
import type { Place } from './embedded-postgres.ts';
import { giveTo } from './server-user.ts';

const run = promisify(execFile);

/** The password of the one user, `crest`: made once, readable by the server's user alone. */
export async function readPassword(place: Place): Promise<string> {
  const file = passwordFile(place);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (!isMissing(error)) throw error;
    const password = randomBytes(24).toString('hex');
    await writeFile(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
    if (place.user) await giveTo(place.user, file);
    return password;
  }
}

/** Makes the server's files where there are none, in full or not at all; true if it did. */
export async function makeCluster(place: Place): Promise<boolean> {
  if (await exists(place.data)) return false;
  const fresh = `${place.data}.new`;
  await rm(fresh, { recursive: true, force: true });
  const args = [
    `--pgdata=${fresh}`,
    '--username=crest',
    `--pwfile=${passwordFile(place)}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Built in, so that texts sort the same on every machine.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await run(place.binaries.initdb, args, childOptions(place));
  } catch (cause) {
    const said = isObject(cause) && 'stderr' in cause ? String(cause.stderr) : String(cause);
    throw new DomainError({
      code: 'embedded-postgres-failed',
      detail: `PostgreSQL could not make its files in ${place.data}: ${said.trim().split('\n').at(-1)}`,
      fix: 'Free disk space and check the rights of the folder, or set DATABASE_URL.',
      cause,
    });
  }
  await rename(fresh, place.data);
  return true;
}

/** How to run the server's programs: as its user, from a folder it may enter, untouched by PG variables around. */
export function childOptions({ folder, user }: Place) {
  return {
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    ...(user && { uid: user.uid, gid: user.gid }),
  };
}

const passwordFile = ({ folder }: Place) => join(folder, 'password');

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isMissing = (error: unknown) => errorCode(error) === 'ENOENT';
