import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every file of a folder and what is below it whose name ends so, by name, relative to the folder. */
export function sampleFiles(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .sort();
}
