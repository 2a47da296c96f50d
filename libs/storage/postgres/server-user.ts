import { chmod, chown, readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DomainError } from '#engine';

/** Whom the server runs as, where that is not who runs this process. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. Started by root, it runs as the owner of its folder, and a new folder is given
 * to the user `postgres` or, where there is none, `nobody`. Started by anybody else, there is nothing to do.
 */
export async function findServerUser(folder: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = await stat(folder);
  if (uid !== 0) return { name: `with id ${uid}`, uid, gid };
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = accounts.find(([name]) => name === wanted) ?? [];
    if (name) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new DomainError({
    code: 'embedded-postgres-user',
    detail: 'PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody.',
    fix: 'Start Crest as an ordinary user, add a user postgres, or set DATABASE_URL.',
  });
}

/** Lets the server's user, and no other, pass through the data folder, which stays root's own. */
export async function letThrough(folder: string, user: ServerUser): Promise<void> {
  await chown(folder, 0, user.gid);
  await chmod(folder, 0o710);
}

/** Makes a file or folder the server's own. */
export const giveTo = (user: ServerUser, path: string): Promise<void> => chown(path, user.uid, user.gid);

/** Refuses with `embedded-postgres-user` where the server's user cannot get to a path. */
export async function checkReach(path: string, user: ServerUser): Promise<void> {
  for (let folder = dirname(await realpath(path)); ; folder = dirname(folder)) {
    if (!mayEnter(await stat(folder), user)) {
      throw new DomainError({
        code: 'embedded-postgres-user',
        detail: `PostgreSQL does not run as root, and the user ${user.name} whom it runs as may not enter ${folder}.`,
        fix: 'Start Crest as an ordinary user, keep Crest and CREST_DATA_DIR outside of such folders, or set DATABASE_URL.',
      });
    }
    if (folder === dirname(folder)) return;
  }
}

function mayEnter(folder: { uid: number; gid: number; mode: number }, user: ServerUser): boolean {
  if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
