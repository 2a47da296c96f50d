import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Io } from './io.ts';
import { failure } from './refusal.ts';

/** The text of a file, `-` for what is handed in on stdin. What cannot be read is refused with its reason. */
export async function readText(name: string, io: Io): Promise<string> {
  const bytes = await readBytes(name, io);
  if (!isUtf8(bytes))
    throw failure(
      'file-not-utf-8',
      `${name} is not UTF-8, so its letters cannot be told.`,
      'Save it in UTF-8.',
    );
  return new TextDecoder().decode(bytes);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ENOTDIR: 'a part of its path is no folder',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
  ENXIO: 'nothing can be read from it',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GB',
};

/** A file as it is, `-` for what is handed in on stdin. What cannot be read is refused with its reason. */
export async function readBytes(name: string, io: Io): Promise<Uint8Array> {
  if (name === '-') return io.readStandardInput();
  try {
    return await readFile(resolve(io.folder, name));
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    throw failure('file-not-read', `${name} cannot be read: ${reason}.`, 'Check its name; "-" reads stdin.');
  }
}

/** Why the system did not let it be read; undefined for a fault of this program. */
function reasonOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const code = String(error.code);
  return REASONS[code] ?? (/^E[A-Z]+$/.test(code) ? `the system answers ${code}` : undefined);
}
