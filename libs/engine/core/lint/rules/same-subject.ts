import { show } from '../../file/explain.ts';
import type { Mail } from '../draft.ts';
import { earlierOf } from '../earlier.ts';
import { TAG } from '../prose.ts';
import type { Rule } from '../rule.ts';
import { alike, type Pieces, pieceMaker, type Threshold } from '../similarity.ts';

/** All words but one in seven, once fields and numbers are taken out. */
const THRESHOLD: Threshold = { resemblance: 0.75, containment: null, fewest: 3 };
/** A mail client shows about so many. */
const MOST_WORDS = 20;

interface Subject {
  readonly text: string;
  readonly path: readonly (string | number)[];
  readonly pieces: Pieces;
}

export const sameSubject: Rule = {
  code: 'same-subject',
  severity: 'warning',
  *check({ sequence, mails, mailed, ways }) {
    const takeApart = pieceMaker(1);
    const subjects = new Map(mails.map((mail) => [mail.index, subjectsOf(mail, takeApart)]));
    for (const { step, index } of mails) {
      for (const other of earlierOf(index, mailed, ways)) {
        const found = firstAlike(subjects.get(other) ?? [], subjects.get(index) ?? []);
        if (found === null) continue;
        const { theirs, mine } = found;
        yield {
          step: index,
          path: mine.path,
          message:
            `The subject of "${step.key}", ${show(mine.text)}, is made like that of ` +
            `"${sequence.steps[other]?.key}", ${show(theirs.text)}.`,
          fix: 'Say in the subject what is in this mail and in no other.',
        };
        break;
      }
    }
  },
};

function subjectsOf({ wordings }: Mail, takeApart: (words: readonly string[]) => Pieces): Subject[] {
  const subjects = new Map<string, Subject>();
  for (const { subject, subjectTokens, index } of wordings) {
    // A reply in a thread carries the subject of the thread.
    if (subject === null || /^\s*re\s*:/i.test(subject) || subjects.has(subject)) continue;
    const skeleton = subjectTokens.map((token) => (/^\d+$/.test(token) ? '#' : token)).slice(0, MOST_WORDS);
    const path = wordings.length > 1 ? ['variants', index, 'subject'] : ['subject'];
    if (skeleton.some((token) => token !== TAG && token !== '#'))
      subjects.set(subject, { text: subject, path, pieces: takeApart(skeleton) });
  }
  return [...subjects.values()];
}

function firstAlike(
  all: readonly Subject[],
  own: readonly Subject[],
): { theirs: Subject; mine: Subject } | null {
  for (const theirs of all) {
    for (const mine of own) {
      if (alike(theirs.pieces, mine.pieces, THRESHOLD) !== null) return { theirs, mine };
    }
  }
  return null;
}
