import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from './check-example.ts';

/** What stands above an exported function of the library. */
export interface Documented {
  readonly name: string;
  readonly text: string;
  readonly examples: readonly Example[];
}

const EXPORTED = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:function|const) (\w+)/g;

/** Every exported function or constant below a folder that has a docstring, by name. */
export function docstrings(folder: string): Map<string, Documented> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const found = sources.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(EXPORTED)].map(([, comment = '', name = '']) => {
      const text = comment.replace(/^\s*\* ?/gm, '').trim();
      return { name, text, examples: examplesOf(text, `${file} ${name}`) };
    }),
  );
  return new Map(found.map((documented) => [documented.name, documented]));
}

/** `@example EXPRESSION // ANSWER`, over one line or several. */
function examplesOf(text: string, at: string): Example[] {
  return text
    .split(/^@example\s/m)
    .slice(1)
    .map((rest) => {
      const whole =
        rest
          .split(/^@|\n\n/m)[0]
          ?.replace(/\n\/\/ /g, ' // ')
          .replace(/\n/g, ' ')
          .trim() ?? '';
      const [expression = '', ...answers] = whole.split('//');
      return { at, expression: expression.trim().replace(/;$/, ''), answer: answers.join(' ').trim() };
    });
}
