import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Classification, classify, type MailKind, readMail } from '#intake';
import { differencesOf } from '../differences-of.ts';
import type { Sample, SampleAdapter, Verdict } from '../sample.ts';
import { sampleFiles } from '../sample-files.ts';

interface LabelledMail {
  readonly file: string;
  readonly kind: 'bounce' | 'complaint' | 'autoreply';
  readonly recipients: readonly { readonly status: string; readonly hardbounce: boolean }[];
}

/** Mails with labels in `manifest.json`. */
export const adapter: SampleAdapter = {
  bars: { kind: 0.97, 'hard/soft': 0.93, 'not a reply': 1 },
  samples: (folder) =>
    sampleFiles(folder, 'manifest.json').flatMap((manifest) => {
      const labelled = JSON.parse(readFileSync(join(folder, manifest), 'utf8')) as LabelledMail[];
      return labelled.map((label) => sample(folder, join(dirname(manifest), label.file), label));
    }),
};

const sample = (folder: string, file: string, label: LabelledMail): Sample => ({
  file,
  judge: async () => {
    const found = classify(await readMail(readFileSync(join(folder, file))));
    const verdicts: Verdict[] = [
      { figure: 'kind', differences: differencesOf({ kind: kindOf(label, found) }, { kind: found.kind }) },
    ];
    if (label.kind !== 'bounce') return verdicts;
    return [
      ...verdicts,
      {
        figure: 'hard/soft',
        differences: differencesOf(
          { isHard: label.recipients.map(({ hardbounce }) => hardbounce) },
          { isHard: found.recipients.map(({ isHard }) => isHard) },
        ),
      },
      {
        figure: 'not a reply',
        differences: found.kind.endsWith('-reply') ? [`kind: expected no reply, got ${found.kind}`] : [],
      },
    ];
  },
});

/**
 * The labels call every report of delivery a bounce, also one that says that a mail is late, or has arrived. To Crest
 * those are notices: right where the mail's own report says so, and the label is of no failure for good.
 */
function kindOf({ kind, recipients }: LabelledMail, found: Classification): MailKind {
  if (kind === 'complaint') return 'complaint';
  if (kind === 'autoreply') return 'automatic-reply';
  const isNotice =
    found.recipients.length > 0 &&
    found.recipients.every(({ action }) => action !== null && action !== 'failed') &&
    recipients.every(({ hardbounce }) => !hardbounce);
  return isNotice ? 'delivery-notice' : 'bounce';
}
