import type { Mail, Wording } from '../draft.ts';
import { earlierOf } from '../earlier.ts';
import type { Rule } from '../rule.ts';
import { alike, type Likeness, type Pieces, pieceMaker, type Threshold } from '../similarity.ts';

/** Runs of three words: long enough that unrelated mails share next to none. */
const RUN = 3;

const THRESHOLD: Threshold = {
  // Five words in six kept in place leave about this much; mails that only share a subject matter stay below 0.1.
  resemblance: 0.4,
  // The shorter one says next to nothing that the longer one does not.
  containment: 0.8,
  fewest: 8,
};

export const nearDuplicate: Rule = {
  code: 'near-duplicate',
  severity: 'warning',
  *check({ mails, mailed, ways }) {
    const takeApart = pieceMaker(RUN);
    const texts = new Map(mails.map((mail) => [mail.index, textsOf(mail, takeApart)]));
    for (const mail of mails) {
      for (const other of earlierOf(mail.index, mailed, ways)) {
        const found = firstAlike(texts.get(other) ?? [], texts.get(mail.index) ?? []);
        if (found === null) continue;
        const { left, right, of } = found;
        yield {
          step: mail.index,
          path: mail.wordings.length > 1 ? ['variants', right.wording.index, 'body'] : ['body'],
          message: `Mail ${right.name} says again what ${left.name} said: ${shareOf(of)}.`,
          fix: 'Bring something that the reader does not know yet (a case, a number, an answer), or drop the step.',
        };
        break;
      }
    }
  },
};

interface Text {
  readonly name: string;
  readonly wording: Wording;
  readonly pieces: Pieces;
}

function textsOf({ step, wordings }: Mail, takeApart: (words: readonly string[]) => Pieces): Text[] {
  const texts = new Map<string, Text>();
  for (const wording of wordings) {
    if (texts.has(wording.source)) continue;
    const name = wordings.length > 1 ? `"${step.key}" (${wording.variant})` : `"${step.key}"`;
    texts.set(wording.source, { name, wording, pieces: takeApart(wording.body.words) });
  }
  return [...texts.values()];
}

function firstAlike(
  lefts: readonly Text[],
  rights: readonly Text[],
): { left: Text; right: Text; of: Likeness } | null {
  for (const left of lefts) {
    for (const right of rights) {
      const of = alike(left.pieces, right.pieces, THRESHOLD);
      if (of !== null) return { left, right, of };
    }
  }
  return null;
}

function shareOf({ resemblance, containment }: Likeness): string {
  return resemblance >= THRESHOLD.resemblance
    ? `${Math.round(resemblance * 100)} % of their runs of ${RUN} words are the same`
    : `${Math.round(containment * 100)} % of the shorter one stand in the longer`;
}
