import { show } from '../../file/explain.ts';
import type { Mail, Wording } from '../draft.ts';
import { earlierOf } from '../earlier.ts';
import { wordsOf } from '../prose.ts';
import type { Rule } from '../rule.ts';
import { alike, type Pieces, pieceMaker, type Threshold } from '../similarity.ts';

/** All words but one in seven. */
const THRESHOLD: Threshold = { resemblance: 0.75, containment: null, fewest: 3 };
/** A sentence of more words is an argument, not a request. */
const MOST_WORDS = 40;
/** A meeting may be asked for twice in other words. */
const MOST_MEETINGS = 2;

const DEMANDS =
  /^(?:please |just |simply |so |then )?(?:book|schedule|reply|hit reply|click|grab|pick|let me know|let us know|call|try|start|upgrade|order|get|read|see|watch|download|sign up|register|join|tell|send|write|answer)\b/i;

const MEETING =
  /\b(?:(?:\d+|ten|fifteen|twenty|thirty)[- ]?min(?:ute)?s?\b|(?:quick|short|brief) (?:call|chat|demo)|(?:hop|jump|get) on a (?:\w+ )?call|book a (?:\w+ )?(?:call|demo|meeting|time|slot)|worth a (?:\w+ )?(?:call|chat|conversation)|time (?:for|to) (?:a )?(?:\w+ )?(?:call|chat|talk|meet)|open to a (?:\w+ )?(?:call|chat|conversation|meeting))/i;

interface Ask {
  readonly said: string;
  readonly pieces: Pieces;
  readonly meeting: boolean;
}

export const sameCallToAction: Rule = {
  code: 'same-call-to-action',
  severity: 'warning',
  *check({ sequence, mails, mailed, ways }) {
    const takeApart = pieceMaker(1);
    const asks = new Map(mails.map((mail) => [mail.index, asksOf(mail, takeApart)]));
    const asksAt = (index: number) => asks.get(index) ?? [];
    const keyAt = (index: number) => `"${sequence.steps[index]?.key}"`;
    for (const { index } of mails) {
      const mine = asksAt(index);
      const before = earlierOf(index, mailed, ways);
      const same = before.find((other) => mine.some((ask) => asksAt(other).some((its) => isSame(ask, its))));
      const meetings = before.filter((other) => asksAt(other).some(({ meeting }) => meeting));
      if (same !== undefined) {
        yield {
          step: index,
          message: `Mail ${keyAt(index)} ends on the request of ${keyAt(same)}: ${show(mine[0]?.said)}.`,
          fix: 'Ask for something else, and for something smaller where the larger had no answer.',
        };
      } else if (meetings.length >= MOST_MEETINGS && mine.some(({ meeting }) => meeting)) {
        yield {
          step: index,
          message: `${meetings.length + 1} mails ask for a call or a meeting: ${[...meetings, index].map(keyAt).join(', ')}.`,
          fix: 'Ask for something smaller in between: a yes or no, who the right person is, whether to send something.',
        };
      }
    }
  },
};

function asksOf({ wordings }: Mail, takeApart: (words: readonly string[]) => Pieces): Ask[] {
  const asks = new Map<string, Ask>();
  for (const said of wordings.flatMap(askOf)) {
    const words = wordsOf(said);
    if (words.length > MOST_WORDS || asks.has(said)) continue;
    asks.set(said, { said, pieces: takeApart(words), meeting: MEETING.test(said) });
  }
  return [...asks.values()];
}

/** The last question of a mail, or else the last sentence that tells the reader to do something. */
function askOf({ body }: Wording): string[] {
  const question = body.sentences.findLast((sentence) => /\?["”')]*$/.test(sentence));
  const ask = question ?? body.sentences.findLast((sentence) => DEMANDS.test(sentence));
  return ask === undefined ? [] : [ask];
}

function isSame(left: Ask, right: Ask): boolean {
  return alike(left.pieces, right.pieces, THRESHOLD) !== null;
}
