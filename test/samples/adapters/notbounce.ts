import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classify, readMail } from '#intake';
import type { SampleAdapter } from '../sample.ts';
import { sampleFiles } from '../sample-files.ts';

/** Ordinary mails, none of which is a report. */
export const adapter: SampleAdapter = {
  bars: { 'not a bounce': 1 },
  samples: (folder) =>
    sampleFiles(folder, '.eml').map((file) => ({
      file,
      judge: async () => {
        const { kind, reason } = classify(await readMail(readFileSync(join(folder, file))));
        const isReply = kind === 'human-reply' || kind === 'automatic-reply';
        const differences = isReply ? [] : [`kind: expected no report, got ${kind} (${reason})`];
        return [{ figure: 'not a bounce', differences }];
      },
    })),
};
