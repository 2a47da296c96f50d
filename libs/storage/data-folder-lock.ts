import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { explain, inUse, noLock } from './data-folder-error.ts';

/**
 * A lock is a socket file `lock-<pid>-<random>` in the folder, on which its process listens: the kernel stops the
 * listening when the process ends, however it ends, and no number is reused, as a pid in a file would be. Everyone
 * puts up their own first and looks for others then, so of two that start together at least one sees the other.
 */
export interface Lock {
  readonly server: Server;
  readonly path: string;
}

const lockName = /^lock-(\d+)-[0-9a-f]+$/;

/** Takes the folder for this process, or refuses with `data-folder-in-use`. */
export async function takeLock(folder: string): Promise<Lock> {
  for (let attempt = 1; ; attempt++) {
    const lock = await putUpLock(folder);
    const holder = await findHolder(folder, lock);
    if (!holder) return lock;
    await releaseLock(lock);
    // Two that start together each see the other and both step back; who was there before does not step back.
    if (attempt === 5) throw inUse(folder, holder.pid);
    await setTimeout(20 + Math.random() * 100 * attempt);
  }
}

async function putUpLock(folder: string): Promise<Lock> {
  const path = join(folder, `lock-${process.pid}-${randomBytes(4).toString('hex')}`);
  // The system cuts off what is longer, and would put the lock elsewhere.
  if (Buffer.byteLength(short(`${path}.new`)) > 103) throw noLock(folder);
  const server = createServer((socket) => socket.destroy());
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(short(`${path}.new`), resolve);
    });
    // Only now can it be seen, so that nobody finds it before it listens and takes it for a dead one.
    await rename(`${path}.new`, path);
  } catch (error) {
    throw explain(error, folder);
  }
  server.unref();
  return { server, path };
}

export async function releaseLock({ server, path }: Lock): Promise<void> {
  await rm(path, { force: true });
  await new Promise((resolve) => server.close(resolve));
}

/** Another living process that has its lock in the folder. The locks of dead ones are cleared away. */
async function findHolder(folder: string, own: Lock): Promise<{ pid: number } | undefined> {
  for (const name of await readdir(folder)) {
    const match = lockName.exec(name);
    const path = join(folder, name);
    if (!match || path === own.path) continue;
    if (await isListening(path)) return { pid: Number(match[1]) };
    await rm(path, { force: true });
  }
  return undefined;
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(short(path));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(false);
      else if (error.code === 'EAGAIN') resolve(true);
      else reject(explain(error, path));
    });
  });
}

/** The address of a socket may have some 100 characters; started from its project, the folder is near. */
function short(path: string): string {
  const near = relative(process.cwd(), path);
  return near.length < path.length ? near : path;
}
