import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { lintRules } from '#engine';

const page = readFileSync(
  new URL('docs/linter.md', new URL('.', import.meta.resolve('#package.json'))),
  'utf8',
);
const sections = page
  .split(/^### /m)
  .slice(1)
  .map((section) => ({
    heading: section.split('\n')[0],
    text: section.split(/^## /m)[0] ?? '',
  }));

describe('the page about the linter', () => {
  test('has a section for every rule, in the order of the registry, with its severity', () => {
    const rules = lintRules.map(({ code, severity }) => `\`${code}\` · ${severity}`);
    expect(sections.map(({ heading }) => heading)).toEqual([
      '`invalid` · error',
      '`doubtful` · warning',
      ...rules,
    ]);
  });

  test.each(sections)('says of $heading why, from where and what to do', ({ text }) => {
    for (const part of ['Why.', 'Source.', 'Fix.']) expect(text).toContain(`**${part}**`);
  });
});
