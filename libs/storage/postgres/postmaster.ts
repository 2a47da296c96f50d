import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { errorCode } from '../error-code.ts';

/** What a running server says about itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** The server that claims a folder, whether it lives or not. Its file has a line each for pid, folder, start, port … */
export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readIfThere(join(data, 'postmaster.pid'));
  const [pid, , , port, , , , status] = (text ?? '').split('\n');
  return pid ? { pid: Number(pid), port: Number(port), ready: status?.trim() === 'ready' } : undefined;
}

/**
 * Whether a process is a PostgreSQL server of this folder: after a crash the number may be anybody's. Where there is
 * no /proc to ask, a living process is taken for it, as PostgreSQL itself does.
 */
export async function isPostmaster(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const words = (await readIfThere(`/proc/${pid}/cmdline`))?.split('\0') ?? [];
  return words.includes(data);
}

/**
 * Makes PostgreSQL see that the server which claims the folder is dead: it holds any living process with that number
 * for the server and does not start, but never its own parent. The rest of the file stays: by it PostgreSQL finds out
 * whether sessions of the dead server live on.
 */
export async function disown(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(process.pid)));
}

/** Ends a server: `SIGINT` breaks off what runs and writes everything down, `SIGQUIT` leaves that to the next start. */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!(await isPostmaster(pid, data))) return;
    process.kill(pid, signal);
    if (await until(async () => !(await isPostmaster(pid, data)), 15_000)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
}

/** Looks every 5 ms whether something has come true; false when it has not within the time. */
export async function until(isTrue: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) return false;
    await setTimeout(5);
  }
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // A process that ends while its file is read answers ESRCH.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined;
    throw error;
  }
}
