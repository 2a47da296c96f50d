import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { adapterOfFile, runSamples } from './run-samples.ts';
import { samplesFolder } from './samples-folder.ts';

const FOLDERS = ['bounces', 'inbound', 'notbounce', 'replies', 'segment', 'signatures', 'webhooks'];

const samples = samplesFolder();
describe('real input of others is read right', () => {
  for (const name of FOLDERS) {
    const why = missingFor(name);
    if (why !== null) test.skip(`${name} (${why})`, () => undefined);
    else
      test(name, async () => {
        const { reachesItsBars, differences } = await runSamples(join(samples ?? '', name), adapterOfFile);
        expect(reachesItsBars ? [] : differences).toEqual([]);
        expect(reachesItsBars).toBe(true);
      });
  }
});

function missingFor(name: string): string | null {
  if (samples === null) return 'no samples on this machine: set CREST_SAMPLES to their folder';
  const isThere = statSync(join(samples, name), { throwIfNoEntry: false })?.isDirectory();
  return isThere ? null : `no folder of this name in ${samples}`;
}
