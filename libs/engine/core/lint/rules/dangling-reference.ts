import { show } from '../../file/explain.ts';
import type { Draft, Mail } from '../draft.ts';
import { earlierOf } from '../earlier.ts';
import { wordsOf } from '../prose.ts';
import type { Rule } from '../rule.ts';

/** What a mail can look back on, and what must have come before it then. */
const REFERENCES: readonly {
  readonly to: string;
  readonly said: RegExp;
  readonly is: (step: Step) => boolean;
}[] = [
  {
    to: 'an earlier mail',
    said: /\b(?:my|our) (?:last|previous|earlier|first|prior) (?:e-?mail|mail|message|note)\b|\bas (?:i|we) (?:said|wrote|mentioned) (?:in|last|earlier|before)\b|\b(?:per|following up on) my (?:e-?mail|mail|message|note)\b|\bi (?:wrote|e-?mailed|wrote to|sent you (?:a|an) (?:e-?mail|mail|message|note)) (?:you )?(?:last|a few|a couple|earlier|on)\b/i,
    is: ({ type }) => type === 'email',
  },
  {
    to: 'a call',
    said: /\bleft (?:you )?a voice ?mail\b|\bmy voice ?mail\b|\btried (?:calling|to call|ringing|to ring) you\b/i,
    is: (step) => step.type === 'task' && step.channel === 'call',
  },
  {
    to: 'an invitation on LinkedIn',
    said: /\bmy linkedin (?:invite|invitation|request|message)\b|\bthanks for (?:connecting|accepting my invit)/i,
    is: (step) => step.type === 'task' && step.channel === 'linkedin',
  },
];

type Step = Draft['sequence']['steps'][number];

export const danglingReference: Rule = {
  code: 'dangling-reference',
  severity: 'warning',
  *check(draft) {
    const { sequence, mailed, ways } = draft;
    const indexes = [...sequence.steps.keys()];
    for (const mail of draft.mails) {
      const { key } = mail.step;
      const before = earlierOf(mail.index, indexes, ways).flatMap((index) => sequence.steps[index] ?? []);
      const sentences = mail.wordings.flatMap(({ body }) => body.sentences);
      for (const { to, said, is } of REFERENCES) {
        const sentence = sentences.find((each) => said.test(each));
        if (sentence === undefined || before.some(is)) continue;
        yield {
          step: mail.index,
          message: `Mail "${key}" looks back on ${to}, ${show(sentence)}, and none can come before it.`,
          fix: 'Take the reference out, or move the mail behind what it refers to.',
        };
      }
      const { thread } = mail.step;
      if (thread !== null && !before.some((step) => step.key === thread)) {
        yield {
          step: mail.index,
          path: ['thread'],
          message: `Mail "${key}" goes on in the thread of "${thread}", which cannot come before it; it begins a thread instead.`,
          fix: 'Name a mail that comes before, or take "thread" out and give the mail a subject.',
        };
      }
      const later = namedTooEarly(draft, mail, sentences);
      if (later !== null) {
        yield {
          step: mail.index,
          message: `Mail "${key}" speaks of "${later.name}" as sent, and that step only comes later.`,
          fix: `Move "${later.key}" up, or take the reference out.`,
        };
      }
      const reply = mail.wordings.find(({ subject }) => /^\s*(?:re|fwd?)\s*:/i.test(subject ?? ''));
      if (reply !== undefined && earlierOf(mail.index, mailed, ways).length === 0) {
        yield {
          step: mail.index,
          path: mail.wordings.length > 1 ? ['variants', reply.index, 'subject'] : ['subject'],
          message: `The subject ${show(reply.subject)} of "${key}" makes it look like an answer, and it is the first mail.`,
          fix: 'Take "Re:" or "Fwd:" out: a subject that deceives is against the law in many places.',
        };
      }
    }
  },
};

/** "The case study I sent you" before the step called case-study. */
function namedTooEarly(
  { sequence, touches, ways }: Draft,
  mail: Mail,
  sentences: readonly string[],
): Step | null {
  const before = earlierOf(mail.index, touches, ways);
  const said = sentences.map((sentence) => ` ${wordsOf(sentence).join(' ')} `);
  for (const index of touches) {
    const step = sequence.steps[index];
    if (step === undefined || index === mail.index || before.includes(index)) continue;
    const looksBack = [step.key, step.name].some((name) => {
      const words = wordsOf(name.replaceAll('-', ' ')).join(' ');
      return words.length >= 4 && said.some((sentence) => speaksOf(sentence, words));
    });
    if (looksBack) return step;
  }
  return null;
}

const AFTER = [
  'i sent',
  'we sent',
  'i shared',
  'we shared',
  'i mentioned',
  'that i sent',
  'i e mailed',
  'i emailed',
];
const BEFORE = ['re the', 'following up on the'];

function speaksOf(sentence: string, name: string): boolean {
  return (
    AFTER.some((after) => sentence.includes(` the ${name} ${after} `)) ||
    BEFORE.some((before) => sentence.includes(` ${before} ${name} `))
  );
}
