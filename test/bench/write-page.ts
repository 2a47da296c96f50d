import { readFile, writeFile } from 'node:fs/promises';
import { quoteFigures } from './quote-figures.ts';
import { cells, type machine, type Row } from './report.ts';

const README = new URL('./README.md', import.meta.resolve('#package.json'));
const PAGE = new URL('./docs/benchmarks.md', import.meta.resolve('#package.json'));

export interface Report {
  readonly name: string;
  readonly machine: ReturnType<typeof machine>;
  readonly results: readonly Row[];
  readonly leftOut?: readonly string[];
}

/** Puts a bench's figures between its marks in docs/benchmarks.md, and those that the README quotes there. */
export async function writePage(report: Report, day: string): Promise<void> {
  const { name } = report;
  const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const page = await readFile(PAGE, 'utf8');
  const [from, to] = [page.indexOf(open) + open.length, page.indexOf(close)];
  if (!page.includes(open) || to < from) throw new Error(`docs/benchmarks.md has no marks for ${name}`);
  await writeFile(PAGE, `${page.slice(0, from)}${section(report, day)}${page.slice(to)}`);
  const readme = await readFile(README, 'utf8');
  const figureOf = (bench: string, wanted: string) =>
    (bench === name && report.results.find(({ metric }) => metric === wanted)) || null;
  await writeFile(README, quoteFigures(readme, figureOf));
}

function section({ machine, results, leftOut = [] }: Report, day: string): string {
  const { cpu, cores, memoryGiB, platform, node } = machine;
  return [
    `${day}, Node ${node}, ${platform}, ${cores} × ${cpu}, ${memoryGiB} GiB`,
    '',
    '| what | measured | beside it | ratio |',
    '|---|---|---|---|',
    ...results.map((row) => `| ${cells(row).join(' | ')} |`),
    ...leftOut.map((line) => `\nLeft out: ${line}`),
    '',
  ].join('\n');
}
