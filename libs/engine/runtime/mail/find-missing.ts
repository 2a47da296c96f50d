import type { Contact, Sequence } from '#engine';
import type { Letter, MailPart, MailTemplate, Rendered } from '../render/letter.ts';
import type { Renderer } from '../render/renderer.ts';
import type { MailLinks } from './mail-links.ts';
import { templateOf } from './write-mails.ts';

/** Something that a text of a sequence lacks for some contacts, so that it could not go out to them. */
export interface Lack {
  readonly step: string;
  /** Empty for a task. */
  readonly variant: string;
  readonly part: MailPart | 'title' | null;
  /** Null where it is not a field that is missing: `reason` says what it is. */
  readonly field: string | null;
  readonly line: number | null;
  readonly reason: string;
  /** How many of the contacts. */
  readonly contacts: number;
}

/** A bound on the work: more texts are tried on fewer contacts. */
const MOST_LETTERS = 10_000;
/** Mails that are to go out wait for no more than these. */
const A_TURN = 200;

interface Text {
  readonly step: string;
  readonly variant: string;
  readonly template: MailTemplate;
  readonly subject: string | undefined;
  readonly isTitle: boolean;
}

/**
 * Renders every text of a sequence for every contact, as the engine would, and answers what is missing, with how many of
 * them lack it; `of` is how many were tried.
 */
export async function findMissing(
  { renderer, links }: { renderer: Renderer; links: MailLinks },
  sequence: Sequence,
  contacts: readonly Contact[],
): Promise<{ of: number; lacks: Lack[] }> {
  const texts = textsOf(sequence);
  if (texts.length === 0) return { of: 0, lacks: [] };
  const tried = contacts.slice(0, Math.max(1, Math.floor(MOST_LETTERS / texts.length)));
  const { origin, secret } = links;
  const asked = texts.flatMap((text) => tried.map((contact) => ({ text, contact })));
  const lacks = new Map<string, Lack>();
  for (let first = 0; first < asked.length; first += A_TURN) {
    const turn = asked.slice(first, first + A_TURN);
    const letters = turn.map(
      ({ text, contact }): Letter => ({
        template: text.template,
        subject: text.subject,
        contact,
        links: { origin, secret, touch: null, tracking: sequence.mail.tracking },
        findsAll: true,
      }),
    );
    const rendered = await renderer.render(letters);
    turn.forEach(({ text }, i) => {
      for (const lack of lacksOf(text, rendered[i])) {
        const key = JSON.stringify(lack);
        lacks.set(key, { ...lack, contacts: (lacks.get(key)?.contacts ?? 0) + 1 });
      }
    });
  }
  return { of: tried.length, lacks: [...lacks.values()] };
}

function textsOf(sequence: Sequence): Text[] {
  return sequence.steps.flatMap((step): Text[] => {
    if (step.type === 'task') {
      const template = { subject: step.title, body: '' };
      return [{ step: step.key, variant: '', template, subject: undefined, isTitle: true }];
    }
    if (step.type !== 'email') return [];
    return step.variants.map((variant) => ({
      step: step.key,
      variant: variant.key,
      template: templateOf(sequence, step, variant),
      // Its subject is that of another step, which is looked at there.
      subject: variant.subject === null ? '' : undefined,
      isTitle: false,
    }));
  });
}

/** What one text lacks for one contact, each once. */
function lacksOf({ step, variant, isTitle }: Text, rendered: Rendered | undefined): Omit<Lack, 'contacts'>[] {
  if (rendered === undefined) throw new Error('a letter has an answer');
  const partOf = (part: MailPart | null): Lack['part'] => (isTitle ? 'title' : part);
  if (!rendered.ok) {
    const { part, field, reason } = rendered;
    return [{ step, variant, part: partOf(part), field, line: null, reason }];
  }
  const found = rendered.missing.map(({ field, part, line }) => {
    return { step, variant, part: partOf(part), field, line, reason: `The contact has no "${field}".` };
  });
  return [...new Map(found.map((lack) => [JSON.stringify(lack), lack])).values()];
}
