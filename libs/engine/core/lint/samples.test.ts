import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { lintSequenceText } from './lint.ts';

const FOLDER = 'libs/engine/core/lint/samples';

describe('the examples that ship', () => {
  for (const file of readdirSync('examples').filter((name) => !name.includes('truth'))) {
    test(`${file} has no findings`, () => {
      expect(lintSequenceText(readFileSync(`examples/${file}`, 'utf8'))).toEqual([]);
    });
  }
});

/** A sample says in its comments what is to be found in it: `# finds: CODE STEP`, and nothing else. */
describe('sequences as people write them', () => {
  for (const file of readdirSync(FOLDER)) {
    test(`${file} has the findings it names`, () => {
      const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
      const expected = [...text.matchAll(/^# finds: (.+)$/gm)].map(([, what = '']) => what);
      const found = lintSequenceText(text).map(({ code, step }) =>
        step === null ? code : `${code} ${step}`,
      );
      expect(found.toSorted()).toEqual(expected.toSorted());
    });
  }
});
