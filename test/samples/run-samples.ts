import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Sample, SampleAdapter, Verdict } from './sample.ts';

export interface Figure {
  readonly name: string;
  readonly right: number;
  readonly total: number;
  readonly bar: number;
}

export interface FolderResult {
  readonly name: string;
  readonly figures: readonly Figure[];
  /** What differs: file and field. */
  readonly differences: readonly string[];
  readonly passed: number;
  readonly failed: number;
  readonly reachesItsBars: boolean;
}

/** The adapter that judges the folders of this name, null if none does. */
export type Adapters = (name: string) => Promise<SampleAdapter | null>;

const ADAPTERS = new URL('./adapters/', import.meta.url);

/** `adapters/FOLDER.ts`. */
export const adapterOfFile: Adapters = async (name) => {
  const file = new URL(`${encodeURIComponent(name)}.js`, ADAPTERS);
  if (!existsSync(file)) return null;
  return ((await import(file.href)) as { adapter?: SampleAdapter }).adapter ?? null;
};

/** The folders of samples in DIR: DIR itself if an adapter knows its name, else every folder in it. */
export async function sampleFolders(dir: string, adapters: Adapters): Promise<string[]> {
  if ((await adapters(basename(resolve(dir)))) !== null) return [dir];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(dir, entry.name))
    .sort();
}

/** Judges a folder of samples by the adapter of its name. A folder that nobody can judge has failed. */
export async function runSamples(folder: string, adapters: Adapters): Promise<FolderResult> {
  const name = basename(resolve(folder));
  const adapter = await adapters(name);
  if (adapter === null)
    return unjudged(name, `no adapter knows ${name}: add test/samples/adapters/${name}.ts`);
  let samples: readonly Sample[];
  try {
    samples = adapter.samples(folder);
  } catch (error) {
    return unjudged(name, `its samples cannot be read: ${error}`);
  }
  if (samples.length === 0) return unjudged(name, 'it has no samples');

  const verdicts: Verdict[] = [];
  const differences: string[] = [];
  for (const sample of samples) {
    for (const verdict of await judge(sample, adapter)) {
      verdicts.push(verdict);
      differences.push(...verdict.differences.map((difference) => `${sample.file} ${difference}`));
    }
  }
  const figures = Object.entries(adapter.bars).map(([figure, bar]) => {
    const its = verdicts.filter((verdict) => verdict.figure === figure);
    return { name: figure, right: its.filter(isRight).length, total: its.length, bar };
  });
  const passed = verdicts.filter(isRight).length;
  return {
    name,
    figures,
    differences,
    passed,
    failed: verdicts.length - passed,
    reachesItsBars: passed > 0 && figures.every(({ right, total, bar }) => right >= bar * total),
  };
}

/** A sample that cannot be judged is wrong in every figure. */
async function judge(sample: Sample, { bars }: SampleAdapter): Promise<readonly Verdict[]> {
  try {
    return await sample.judge();
  } catch (error) {
    return Object.keys(bars).map((figure) => ({ figure, differences: [`${figure}: threw ${error}`] }));
  }
}

const isRight = (verdict: Verdict): boolean => verdict.differences.length === 0;

const unjudged = (name: string, why: string): FolderResult => ({
  name,
  figures: [],
  differences: [why],
  passed: 0,
  failed: 1,
  reachesItsBars: false,
});
