import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type Instant, newcomers, parseSequenceText, type Sequence, type Truth, truthSchema } from '#engine';
import type { World } from './audience.ts';

/** The reference sequences that ship with Crest. */
const EXAMPLES = ['b2b-outbound', 'trial-nurture', 'post-purchase'] as const;
const FOLDER = new URL('./examples/', import.meta.resolve('#package.json'));

/** The demo: one seed, 91 days of intake from a Monday, and the day its clock stands at. */
export const DEMO = {
  seed: 20_260_105,
  start: Date.parse('2026-01-05T00:00:00Z'),
  intakeDays: 91,
  until: Date.parse('2026-04-27T12:00:00Z'),
} as const;

export interface Example {
  readonly key: string;
  /** The file as it ships: YAML. */
  readonly text: string;
  readonly sequence: Sequence;
  readonly truth: Truth;
}

/** Reads the reference sequences and what is true of their audiences. */
export async function loadExamples(): Promise<Example[]> {
  return await Promise.all(
    EXAMPLES.map(async (key) => {
      const text = await readFile(new URL(`${key}.yaml`, FOLDER), 'utf8');
      const parsed = parseSequenceText(text);
      if (!parsed.ok) throw new Error(`examples/${key}.yaml: ${JSON.stringify(parsed.problems)}`);
      const truth = truthSchema.parse(parse(await readFile(new URL(`${key}.truth.yaml`, FOLDER), 'utf8')));
      return { key, text, sequence: parsed.sequence, truth };
    }),
  );
}

/** The demo's audience from a seed. */
export function worldOf(examples: readonly Example[], seed: number, start: Instant = DEMO.start): World {
  const arriving = examples.flatMap(({ key, truth }) =>
    newcomers(truth, seed, start, DEMO.intakeDays).map((newcomer) => ({ ...newcomer, sequence: key })),
  );
  return {
    seed,
    truths: new Map(examples.map(({ key, truth }) => [key, truth])),
    newcomers: arriving.sort((a, b) => a.at - b.at || (a.contact.id < b.contact.id ? -1 : 1)),
  };
}
