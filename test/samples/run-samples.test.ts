import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Adapters, runSamples, sampleFolders } from './run-samples.ts';
import type { SampleAdapter, Verdict } from './sample.ts';
import { sampleFiles } from './sample-files.ts';

const judgedBy = (bar: number, verdicts: readonly (readonly string[])[]): SampleAdapter => ({
  bars: { kind: bar },
  samples: () =>
    verdicts.map((differences, index) => ({
      file: `${index}.eml`,
      judge: (): Verdict[] => [{ figure: 'kind', differences }],
    })),
});
const fruits =
  (adapter: SampleAdapter): Adapters =>
  async (name) =>
    name === 'fruits' ? adapter : null;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'samples-'));
  mkdirSync(join(dir, 'fruits/of/spain'), { recursive: true });
  mkdirSync(join(dir, 'stones'));
  writeFileSync(join(dir, 'README.md'), '');
  writeFileSync(join(dir, 'fruits/b.eml'), '');
  writeFileSync(join(dir, 'fruits/of/spain/a.eml'), '');
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('runSamples', () => {
  test('a folder passes when each figure reaches its bar, and says what differs', async () => {
    const result = await runSamples(join(dir, 'fruits'), fruits(judgedBy(0.5, [[], ['kind: expected a']])));
    expect(result).toEqual({
      name: 'fruits',
      figures: [{ name: 'kind', right: 1, total: 2, bar: 0.5 }],
      differences: ['1.eml kind: expected a'],
      passed: 1,
      failed: 1,
      reachesItsBars: true,
    });
  });

  test('a folder below its bar fails', async () => {
    const { reachesItsBars } = await runSamples(
      join(dir, 'fruits'),
      fruits(judgedBy(0.6, [[], ['kind: expected a']])),
    );
    expect(reachesItsBars).toBe(false);
  });

  test('a folder without an adapter is named and counts as failed', async () => {
    const result = await runSamples(join(dir, 'stones'), fruits(judgedBy(1, [[]])));
    expect(result).toMatchObject({ name: 'stones', passed: 0, failed: 1, reachesItsBars: false });
    expect(result.differences).toEqual(['no adapter knows stones: add test/samples/adapters/stones.ts']);
  });

  test('a folder without a sample has failed', async () => {
    const { failed, reachesItsBars } = await runSamples(join(dir, 'fruits'), fruits(judgedBy(1, [])));
    expect({ failed, reachesItsBars }).toEqual({ failed: 1, reachesItsBars: false });
  });

  test('a sample on which the reader breaks is wrong in every figure', async () => {
    const broken: SampleAdapter = {
      bars: { kind: 0.5, 'hard/soft': 0.5 },
      samples: () => [
        {
          file: 'a.eml',
          judge: () => {
            throw new Error('broken');
          },
        },
      ],
    };
    const { differences, failed } = await runSamples(join(dir, 'fruits'), fruits(broken));
    expect(failed).toBe(2);
    expect(differences).toEqual(['a.eml kind: threw Error: broken', 'a.eml hard/soft: threw Error: broken']);
  });

  test('DIR is one folder of samples, or holds such folders', async () => {
    const adapters = fruits(judgedBy(1, [[]]));
    expect(await sampleFolders(join(dir, 'fruits/'), adapters)).toEqual([join(dir, 'fruits/')]);
    expect(await sampleFolders(dir, adapters)).toEqual([join(dir, 'fruits'), join(dir, 'stones')]);
  });

  test('samples may lie in folders below', () => {
    expect(sampleFiles(join(dir, 'fruits/'), '.eml')).toEqual(['b.eml', 'of/spain/a.eml']);
  });
});
