import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import * as stats from '#stats';
import { checkExample, type Example } from './check-example.ts';
import { docstrings } from './docstrings.ts';

const ROOT = new URL('.', import.meta.resolve('#package.json'));
const documented = docstrings(fileURLToPath(new URL('libs/stats', ROOT)));
const functions = Object.entries(stats).filter(
  ([name, value]) => typeof value === 'function' && /^[a-z]/.test(name),
);

describe('every function of the statistics library', () => {
  test('says what it answers, with an example that is true', () => {
    const wrong = functions.flatMap(([name]) => {
      const doc = documented.get(name);
      if (doc === undefined) return [`${name} has no docstring`];
      if (doc.examples.length === 0) return [`${name} has no example`];
      return doc.examples.flatMap((example) => checkExample(example) ?? []);
    });
    expect(wrong).toEqual([]);
  });

  test('stands once in the list of topics', () => {
    const list = readFileSync(new URL('docs/statistics/README.md', ROOT), 'utf8').split('| topic |')[1] ?? '';
    const listed = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(functions.map(([name]) => name).toSorted());
  });
});

describe('the pages about the statistics', () => {
  const folder = new URL('docs/statistics/', ROOT);
  for (const page of readdirSync(folder).filter((file) => file.endsWith('.md'))) {
    test(`${page} computes what it says`, () => {
      const text = readFileSync(new URL(page, folder), 'utf8');
      const wrong = pageExamples(page, text).flatMap((example) => checkExample(example) ?? []);
      expect(wrong).toEqual([]);
    });
  }
});

/** Lines `EXPRESSION // ANSWER` in the blocks marked js. */
function pageExamples(page: string, text: string): Example[] {
  return [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .filter((line) => line.includes(' // '))
      .map((line) => {
        const at = line.indexOf(' // ');
        return { at: page, expression: line.slice(0, at).replace(/;$/, ''), answer: line.slice(at + 4) };
      }),
  );
}
