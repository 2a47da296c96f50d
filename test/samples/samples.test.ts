import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { adapterOfFile, runSamples } from './run-samples.ts';
import { samplesFolder } from './samples-folder.ts';

const FOLDERS = ['bounces', 'inbound', 'notbounce', 'replies', 'segment', 'signatures', 'webhooks'];

const samples = samplesFolder();
const missing = new Map<string, string | null>();
for (const name of FOLDERS) missing.set(name, await missingFor(name));

describe('real input of others is read right', () => {
  for (const [name, why] of missing) {
    if (why !== null) test.skip(`${name} (${why})`, () => undefined);
    else
      test(name, async () => {
        const { reachesItsBars, differences } = await runSamples(join(samples ?? '', name), adapterOfFile);
        expect(reachesItsBars ? [] : differences).toEqual([]);
        expect(reachesItsBars).toBe(true);
      });
  }
});

async function missingFor(name: string): Promise<string | null> {
  if (samples === null) return 'no samples on this machine: set CREST_SAMPLES to their folder';
  if ((await adapterOfFile(name)) === null) return 'no adapter judges them yet';
  const isThere = statSync(join(samples, name), { throwIfNoEntry: false })?.isDirectory();
  return isThere ? null : `no folder of this name in ${samples}`;
}
