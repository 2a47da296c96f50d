import { show } from '../../file/explain.ts';
import type { Mail, Wording } from '../draft.ts';
import { earlierOf } from '../earlier.ts';
import { TAG, tokensOf } from '../prose.ts';
import type { Rule } from '../rule.ts';

/** So many words make the reader think that this was read before. */
const OPENING = 4;
const FEWEST_WORDS = 3;

export const sameOpener: Rule = {
  code: 'same-opener',
  severity: 'warning',
  *check({ mails, mailed, ways }) {
    const openers = new Map(mails.map((mail) => [mail.index, openersOf(mail)]));
    for (const { step, index } of mails) {
      const mine = openers.get(index) ?? [];
      for (const other of earlierOf(index, mailed, ways)) {
        const shared = mine.find((opener) => openers.get(other)?.includes(opener));
        if (shared === undefined) continue;
        yield {
          step: index,
          message: `Mail "${step.key}" opens as "${mails.find((mail) => mail.index === other)?.step.key}" does: ${show(`${shared} ...`)}.`,
          fix: 'Open with what is new in this mail.',
        };
        break;
      }
    }
  },
};

function openersOf({ wordings }: Mail): string[] {
  return [...new Set(wordings.flatMap(openerOf))];
}

/** The first words of the first sentence; none where it is too short to be told from another. */
function openerOf({ body }: Wording): string[] {
  const tokens = tokensOf(body.sentences[0] ?? '').slice(0, OPENING);
  return tokens.filter((token) => token !== TAG).length < FEWEST_WORDS ? [] : [tokens.join(' ')];
}
