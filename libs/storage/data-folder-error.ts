import { DomainError } from '#engine';
import { errorCode } from './error-code.ts';

/** What a failed file operation on the data folder means to the person who started Crest. */
export function explain(error: unknown, path: string): unknown {
  switch (errorCode(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return notAFolder(path, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return notWritable(path, error);
    case 'ENOTSUP':
      return noLock(path, error);
    default:
      return error;
  }
}

const fix = 'Choose another one with CREST_DATA_DIR';

export const notAFolder = (path: string, cause?: unknown) =>
  new DomainError({
    code: 'data-folder-not-a-folder',
    detail: `The data folder ${path} is a file, or lies below one.`,
    fix: `${fix}, or move that file away.`,
    cause,
  });

const notWritable = (path: string, cause: unknown) =>
  new DomainError({
    code: 'data-folder-not-writable',
    detail: `The data folder ${path} cannot be written by this user, or is read-only.`,
    fix: `${fix}, or give this user the right to write there.`,
    cause,
  });

export const noLock = (path: string, cause?: unknown) =>
  new DomainError({
    code: 'data-folder-not-writable',
    detail: `The data folder ${path} cannot hold a lock: its path is too long, or its file system has no sockets.`,
    fix: `${fix}, with a short path on a local disk.`,
    cause,
  });

export const inUse = (path: string, pid: number) =>
  new DomainError({
    code: 'data-folder-in-use',
    detail: `The data folder ${path} is in use by Crest with process id ${pid}.`,
    fix: `Use that one, stop it first, or give this one a folder of its own with CREST_DATA_DIR.`,
  });
