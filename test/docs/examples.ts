import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('.', import.meta.resolve('#package.json'));

/** A block of a page that a reader may paste into a shell beside `npm start`. */
export interface Example {
  /** The line that it stands on, for the name of its test. */
  readonly at: string;
  readonly script: string;
  /** What the page says that it answers, or a part of it. */
  readonly answer: object | null;
}

export interface Place {
  readonly origin: string;
  readonly dataDir: string;
}

/** The pages with blocks marked as `sh`, and those blocks in their order. */
export function readExamples(): [page: string, examples: Example[]][] {
  const pages = readdirSync(new URL('docs/', ROOT)).filter((file) => file.endsWith('.md'));
  return ['README.md', ...pages.map((file) => `docs/${file}`)]
    .map((page): [string, Example[]] => [page, examplesOf(page)])
    .filter(([, examples]) => examples.length > 0);
}

/** The settings that the pages tell their reader to start with: `NAME=value npm start`. */
export function readSettings(): Record<string, string> {
  const starts = readExamples().flatMap(([page]) => [
    ...textOf(page).matchAll(/^((?:[A-Z_]+=\S+ )+)npm start$/gm),
  ]);
  const pairs = starts.flatMap(([, settings = '']) => settings.trim().split(' '));
  return Object.fromEntries(pairs.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]));
}

/** Runs a block as it stands, but for where Crest listens and keeps its data. What earlier ones set is set. */
export function runExample({ script }: Example, earlier: readonly Example[], place: Place): string {
  const settings = earlier.flatMap((example) => example.script.match(/^[A-Z]+=.*$/gm) ?? []);
  const text = [...settings, script]
    .join('\n')
    .replaceAll('localhost:3000', new URL(place.origin).host)
    .replaceAll('.data/', `${place.dataDir}/`);
  const { status, stdout, stderr } = spawnSync('bash', ['-euc', text], {
    cwd: fileURLToPath(ROOT),
    env: { ...process.env, CREST_DATA_DIR: place.dataDir, NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`exit code ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

function examplesOf(page: string): Example[] {
  const text = textOf(page);
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```\n(?:```json\n([\s\S]*?)^```\n)?/gm)].map((block) => ({
    at: `line ${text.slice(0, block.index).split('\n').length}`,
    script: block[1] ?? '',
    answer: block[2] === undefined ? null : (JSON.parse(block[2]) as object),
  }));
}

function textOf(page: string): string {
  return readFileSync(new URL(page, ROOT), 'utf8');
}
