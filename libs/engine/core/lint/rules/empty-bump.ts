import { show } from '../../file/explain.ts';
import type { Wording } from '../draft.ts';
import { wordsOf } from '../prose.ts';
import type { Rule } from '../rule.ts';

/** What follow-ups say that have nothing to say. */
const BUMPS = [
  /\b(?:just|only|quickly|simply) (?:checking|following|circling|touching|popping|reaching out)\b/i,
  /\bjust (?:wanted|want|thought i['’]d) (?:to )?(?:check|follow|circle|touch|bump|see if)\b/i,
  /\bwanted to (?:check in|follow up|circle back|touch base|bump this|make sure (?:you|this))\b/i,
  /\bchecking (?:in|back)\b/i,
  /\b(?:circl|loop|swing)ing back\b/i,
  /\b(?:bump(?:ing)?|float(?:ing)?|push(?:ing)?|mov(?:e|ing)|bring(?:ing)?) (?:this|my (?:last |previous )?(?:e-?mail|message|note))\b.{0,25}\b(?:top|up|back|inbox)\b/i,
  /\bbump(?:ing)? this\b/i,
  /\bfollowing up (?:on|with|about|to see|regarding) (?:my|the|our|this|if|whether|you)\b/i,
  /\btouch(?:ing)? base\b/i,
  /\bany (?:thoughts|updates?|news|interest|feedback)\b(?: (?:on|about) (?:this|that|my|the|it)\b.{0,30})?\s*\?/i,
  /\bdid you (?:get|have) (?:a|the) (?:chance|moment|minute|opportunity)\b/i,
  /\b(?:did|have) you (?:see|seen|read|get|received?) my (?:last |previous |earlier )?(?:e-?mail|message|note)\b/i,
  /\bin case (?:you (?:missed|overlooked)|(?:this|it|my (?:e-?mail|message|note)) (?:got|was|slipped))\b/i,
  /\b(?:gentle|friendly|quick|little) (?:reminder|nudge|bump|ping)\b/i,
  /\bresurfac(?:e|ing) this\b/i,
  /\b(?:haven['’]t|have not) heard back\b/i,
];

const BUMP_SUBJECT =
  /^\s*(?:re:\s*)?(?:just )?(?:(?:quick )?follow(?:ing)?[- ]?up|checking (?:in|back)|circling back|touching base|bump(?:ing this)?|any (?:thoughts|updates?)|(?:gentle|friendly|quick) (?:reminder|nudge|bump))\s*[?!.]*\s*(?:◦\s*[?!.]*)?$/i;

/** Fewer words than this beside the bump, and there is no other reason to have sent the mail. */
const SOMETHING = 15;

export const emptyBump: Rule = {
  code: 'empty-bump',
  severity: 'warning',
  *check({ mails }) {
    for (const { step, index, wordings } of mails) {
      const found = wordings.map(judge).find((verdict) => verdict !== null);
      if (found === undefined || found === null) continue;
      yield {
        step: index,
        severity: found.empty ? 'warning' : 'info',
        message: found.empty
          ? `Mail "${step.key}" only asks to be noticed: ${show(found.said)}.`
          : `Mail "${step.key}" has something to say and begins as if it had not: ${show(found.said)}.`,
        fix: found.empty
          ? 'Give the reader a reason to answer that the mail before did not have, or drop the step.'
          : 'Take that sentence out and begin with what is new.',
      };
    }
  },
};

function judge({ subjectTokens, body }: Wording): { said: string; empty: boolean } | null {
  const bumps = body.sentences.filter((sentence) => BUMPS.some((bump) => bump.test(sentence)));
  const subject = subjectTokens.join(' ');
  const said = bumps[0] ?? (BUMP_SUBJECT.test(subject) ? subject : undefined);
  if (said === undefined) return null;
  const rest = body.sentences.filter((sentence) => !bumps.includes(sentence));
  return { said, empty: rest.flatMap(wordsOf).length < SOMETHING };
}
