// Writes the answers of the README's three calls into it: `node scripts/readme.mjs URL KEY`, on a freshly loaded demo.
// Without arguments nothing is written: `answersOf` is what the test holds the README to.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const README = new URL('../README.md', import.meta.url);
const MARKS = /(<!-- answers: .*? -->\n)([\s\S]*?)(<!-- \/answers -->)/;

const CALLS = [
  ['/v1/sequences/b2b-outbound/peak?metric=replied', ['verdict', 'step', 'day', 'probability', 'sentence']],
  [
    '/v1/sequences/trial-nurture/peak?metric=converted',
    ['verdict', 'step', 'day', 'probability', 'sentence'],
  ],
  ['/v1/experiments/b2b-outbound.case-study/results', ['verdict', 'winner', 'sentence']],
];

/** Six digits: the last of sixteen are nobody's business. */
const rounded = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);

/** The block between the README's marks, from what the API answers now. */
export async function answersOf(get) {
  const lines = [];
  for (const [path, fields] of CALLS) {
    const answer = await get(path);
    lines.push(
      ...fields.map((field) => `${JSON.stringify(field)}: ${JSON.stringify(answer[field], rounded)}`),
      '',
    );
  }
  return `\`\`\`json\n${lines.join('\n').trimEnd()}\n\`\`\`\n`;
}

/** The calls of the README that this knows, so that a test can see that it has just these. */
export const paths = CALLS.map(([path]) => path);

export const readmeAnswers = () => MARKS.exec(readFileSync(README, 'utf8'))?.[2];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [url, key] = process.argv.slice(2);
  const get = async (path) =>
    (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } })).json();
  const answers = await answersOf(get);
  writeFileSync(
    README,
    readFileSync(README, 'utf8').replace(MARKS, (_, open, __, close) => `${open}${answers}${close}`),
  );
}
