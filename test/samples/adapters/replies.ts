import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Classification, classify, readMail } from '#intake';
import { differencesOf } from '../differences-of.ts';
import type { SampleAdapter, Verdict } from '../sample.ts';
import { sampleFiles } from '../sample-files.ts';

interface LabelledReply {
  readonly file: string;
  readonly kind: string;
  readonly expectedVisibleText?: string;
}

/** Replies that people wrote, each with its label in `NAME.eml.json`. */
export const adapter: SampleAdapter = {
  bars: { human: 1, 'visible text': 1 },
  samples: (folder) =>
    sampleFiles(folder, '.eml.json').map((file) => ({
      file,
      judge: async () => {
        const label = JSON.parse(readFileSync(join(folder, file), 'utf8')) as LabelledReply;
        const found = classify(await readMail(readFileSync(join(folder, dirname(file), label.file))));
        const human = {
          figure: 'human',
          differences: differencesOf({ kind: label.kind }, { kind: found.kind.replace('-', '_') }),
        };
        const expected = label.expectedVisibleText;
        return expected === undefined ? [human] : [human, visibleText(expected, found)];
      },
    })),
};

/** The labels leave out what is quoted, and keep the signature. */
function visibleText(expected: string, { visibleText: text, signature }: Classification): Verdict {
  const isKept = wordsOf(`${text ?? ''} ${signature ?? ''}`) === wordsOf(expected);
  const got = isKept ? expected : text;
  return {
    figure: 'visible text',
    differences: differencesOf({ visibleText: expected }, { visibleText: got }),
  };
}

const wordsOf = (text: string): string =>
  text
    .replace(/^--\s*$/m, '')
    .trim()
    .split(/\s+/)
    .join(' ');
