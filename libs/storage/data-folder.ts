import { accessSync, constants } from 'node:fs';
import { mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { explain, notAFolder } from './data-folder-error.ts';
import { releaseLock, takeLock } from './data-folder-lock.ts';
import { errorCode } from './error-code.ts';

/** The folder that holds everything an installation stores, held by this process alone. */
export interface DataFolder {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Lets the next process have it. */
  close(): Promise<void>;
}

/**
 * Makes the folder if need be (mode 700) and takes it for this process, before any store in it is opened.
 * Refuses with `data-folder-in-use`, `data-folder-not-a-folder` or `data-folder-not-writable`.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const folder = await makeFolder(path);
  const lock = await takeLock(folder);
  return { path: folder, close: () => releaseLock(lock) };
}

/** One at a time: `recursive` of Node 20 never ends where a folder exists that takes no folder, as /proc does. */
async function makeEach(path: string): Promise<void> {
  const make = async () => mkdir(path, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeEach(dirname(path));
    await make();
  }
}

async function makeFolder(path: string): Promise<string> {
  try {
    await makeEach(resolve(path));
    if (!(await stat(path)).isDirectory()) throw notAFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(path);
  } catch (error) {
    throw explain(error, path);
  }
}
