import { afterAll, test } from '@jest/globals';
import fc from 'fast-check';
import { beginnings, commands } from './commands.ts';
import { compare } from './compare.ts';
import { Reference } from './reference.ts';
import { begin, openUniverse, START, type Universe } from './universe.ts';

/** So many databases are in use side by side, for a run waits most of its time; a lane's seed is that of the first and its number. */
const LANES = 4;
const RUNS = 1_000;
const universes = await Promise.all(Array.from({ length: LANES }, () => openUniverse()));

afterAll(() => Promise.all(universes.map((universe) => universe.close())));

/** A failure prints the shortest list of commands that fails, and its seed: `FC_SEED=<that>` begins with it. */
async function tryOut(universe: Universe, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(beginnings, commands, async (beginning, list) => {
      const real = await begin(universe);
      const model = new Reference(START);
      await fc.asyncModelRun(() => ({ model, real }), beginning);
      await fc.asyncModelRun(() => ({ model, real }), list);
      await compare(model, real);
    }),
    { seed, numRuns: RUNS / LANES },
  );
}

test(`whatever is done, in ${RUNS} ways, Crest stands where a reference of its rules stands`, async () => {
  const { seed = 0 } = fc.readConfigureGlobal() ?? {};
  await Promise.all(universes.map((universe, lane) => tryOut(universe, seed + lane)));
}, 600_000);
