import { statSync } from 'node:fs';
import { adapterOfFile, type FolderResult, runSamples, sampleFolders } from './run-samples.ts';

/**
 * `npm run samples -- DIR [DIR…]`: real input of the kinds that Crest reads, each folder judged by the adapter of its name.
 * What differs, a line a folder with its figures, and `N passed, M failed` last; fails unless every folder reaches its bars.
 */
const dirs = process.argv.slice(2);
const missing = dirs.filter((dir) => !statSync(dir, { throwIfNoEntry: false })?.isDirectory());
if (dirs.length === 0 || missing.length > 0) {
  for (const dir of missing) process.stderr.write(`There is no folder ${dir}.\n`);
  process.stderr.write(
    'Usage: npm run samples -- DIR [DIR…]; each DIR holds folders of samples (bounces, replies, webhooks, …) or is one.\n',
  );
  process.exit(2);
}

const results: FolderResult[] = [];
const folders = await Promise.all(dirs.map((dir) => sampleFolders(dir, adapterOfFile)));
for (const folder of folders.flat()) {
  const result = await runSamples(folder, adapterOfFile);
  results.push(result);
  for (const difference of result.differences) process.stdout.write(`  ${result.name}/${difference}\n`);
  process.stdout.write(`${described(result)}\n`);
}
const sum = (count: (result: FolderResult) => number): number =>
  results.reduce((total, result) => total + count(result), 0);
process.stdout.write(`${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed\n`);
process.exitCode = results.length > 0 && results.every(({ reachesItsBars }) => reachesItsBars) ? 0 : 1;

function described({ name, figures, reachesItsBars }: FolderResult): string {
  const told = figures.map(
    ({ name: figure, right, total, bar }) =>
      `${figure} ${right}/${total} (${percent(right / total)}${right >= bar * total ? '' : `, must reach ${percent(bar)}`})`,
  );
  return `${name} ${told.join(', ') || 'not judged'}${reachesItsBars ? '' : ': FAILED'}`;
}

/** Rounded down, so that 100 % is never said of less. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
