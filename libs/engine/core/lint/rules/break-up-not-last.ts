import { show } from '../../file/explain.ts';
import type { Draft } from '../draft.ts';
import type { Rule } from '../rule.ts';

const GOODBYES = [
  /\b(?:this is|this will be) (?:my|the|our) (?:last|final) (?:e-?mail|message|note|mail)\b/i,
  /\b(?:i|we)(?:['’]ll| will| am going to| are going to)? (?:not|never|won['’]t|stop) (?:write|writing|e-?mail|e-?mailing|bother|bothering|reach|reaching|contact|contacting)\b.{0,20}\b(?:again|any ?more|out|further)\b/i,
  /\b(?:closing|close) (?:your|the) file\b/i,
];

export const breakUpNotLast: Rule = {
  code: 'break-up-not-last',
  severity: 'warning',
  *check(draft) {
    const { sequence, touches, ways } = draft;
    for (const index of touches) {
      const goodbye = goodbyeAt(draft, index);
      if (goodbye === null) continue;
      // What comes after a branch comes after a sign of the contact, and may answer it.
      const after = [...ways.certainlyAfter(index)].filter((later) => touches.has(later) && later !== index);
      const [next] = after.sort((left, right) => left - right);
      if (next === undefined) continue;
      yield {
        step: index,
        message: `Step "${sequence.steps[index]?.key}" says goodbye (${goodbye}), and "${sequence.steps[next]?.key}" follows all the same.`,
        fix: 'Move the break-up to the end, or end the sequence there: who writes after a farewell is not believed again.',
      };
    }
  },
};

function goodbyeAt({ sequence, mails }: Draft, index: number): string | null {
  if (sequence.steps[index]?.purpose === 'break-up') return 'its purpose is break-up';
  const wordings = mails.find((mail) => mail.index === index)?.wordings ?? [];
  const said = wordings
    .flatMap(({ body }) => body.sentences)
    .find((sentence) => GOODBYES.some((goodbye) => goodbye.test(sentence)));
  return said === undefined ? null : show(said);
}
