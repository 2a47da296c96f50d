import { wordsOf } from '../prose.ts';
import type { Rule } from '../rule.ts';

const FEWEST_WORDS = 8;
const LINK = /\bhttps?:\/\/\S+|\bwww\.\S+/gi;
/** In Markdown or HTML; an HTML link counts as one by its tag. */
const IMAGE = /!\[[^[\]\n]*\]\([^()\s]*\)|<img\b[^<>]*>|<a\b[^<>]*>/gi;
const MARKUP = /<[^<>]*>/g;

export const linksOnly: Rule = {
  code: 'links-only',
  severity: 'warning',
  *check({ mails }) {
    for (const { step, index, wordings } of mails) {
      const bare = wordings.find(
        ({ body, html }) => isBare(body.sentences.join('\n')) || (html !== null && isBare(html)),
      );
      if (bare === undefined) continue;
      yield {
        step: index,
        path: wordings.length > 1 ? ['variants', bare.index, 'body'] : ['body'],
        message: `Mail "${step.key}" is an image or a link with next to no words.`,
        fix: 'Say in a sentence or two what is behind it and why to look: filters and readers distrust a bare link.',
      };
    }
  },
};

function isBare(text: string): boolean {
  const rest = text.replace(IMAGE, ' ').replace(LINK, ' ');
  return rest !== text && wordsOf(rest.replace(MARKUP, ' ')).length < FEWEST_WORDS;
}
