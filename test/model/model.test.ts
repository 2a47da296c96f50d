import { afterAll, test } from '@jest/globals';
import fc from 'fast-check';
import { beginnings, commands } from './commands.ts';
import { compare } from './compare.ts';
import { Reference } from './reference.ts';
import { begin, openUniverse, START } from './universe.ts';

const RUNS = 1_000;
const universe = await openUniverse();
afterAll(() => universe.close());

test(`whatever is done, in ${RUNS} ways, Crest stands where a reference of its rules stands`, async () => {
  await fc.assert(
    fc.asyncProperty(beginnings, commands, async (beginning, list) => {
      const real = await begin(universe);
      const model = new Reference(START);
      await fc.asyncModelRun(() => ({ model, real }), beginning);
      await fc.asyncModelRun(() => ({ model, real }), list);
      await compare(model, real);
    }),
    { numRuns: Number(process.env.RUNS ?? RUNS), endOnFailure: false },
  );
}, 600_000);
