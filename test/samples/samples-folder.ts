import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Where the real input of others lies, which is read in place and not part of the repository: `CREST_SAMPLES`, else a
 * folder beside the repository. Null if it is not on this machine; the tests that read it are then skipped by name.
 */
export function samplesFolder(): string | null {
  const folder =
    process.env.CREST_SAMPLES ??
    fileURLToPath(new URL('../shared/samples', import.meta.resolve('#package.json')));
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? folder : null;
}
