import { z } from 'zod';
import { type Contact, DomainError, nearestWord, type Sequence } from '#engine';
import { type Engine, findMissing, type Lack } from '#runtime';
import { sampleContacts } from '#storage';

const SAMPLE = 100;

export const fieldCheck = z
  .object({
    tried: z
      .enum(['samples', 'sequence', 'workspace'])
      .describe('on whom: those of the call, enrolled before, or any'),
    contacts: z.int().describe('on how many'),
    missing: z.array(
      z.object({
        step: z.string(),
        variant: z.string(),
        part: z.enum(['subject', 'body', 'html', 'title']).nullable(),
        line: z.int().nullable(),
        field: z.string().nullable(),
        contacts: z.int().describe('how many of them lack it: to those, the mail would not go out'),
        reason: z.string(),
        fix: z.string(),
      }),
    ),
  })
  .describe('what the texts lack for a sample of contacts; left out where there is nobody to try them on');

export type FieldCheck = z.infer<typeof fieldCheck>;

/**
 * Tries every text of a sequence on contacts: those of the call, else those who entered it last, else the last of the
 * workspace. What all of them lack is refused, since nobody would get that mail; the workspace's other contacts may be
 * others than those to come, so that they are only reported on.
 */
export async function checkFields(
  engine: Pick<Engine, 'sql' | 'renderer' | 'links'>,
  of: { workspaceId: number; sequence: Sequence; samples: readonly Contact[] },
): Promise<FieldCheck> {
  const { workspaceId, sequence, samples } = of;
  const question = { workspaceId, sequence: sequence.key, limit: SAMPLE };
  const sample =
    samples.length > 0
      ? { from: 'samples' as const, contacts: samples }
      : await sampleContacts(engine.sql, question);
  const { of: contacts, lacks } = await findMissing(engine, sequence, sample.contacts);
  const names = [...new Set(sample.contacts.flatMap(({ attributes }) => Object.keys(attributes)))];
  const missing = lacks.map((lack) => ({ ...lack, fix: fixOf(lack, names) }));
  const hopeless = missing.filter((lack) => lack.contacts === contacts && lack.part !== 'title');
  if (sample.from !== 'workspace' && hopeless.length > 0)
    throw fieldsMissing(sample.from, contacts, hopeless);
  return { tried: sample.from, contacts, missing };
}

function fixOf({ field }: Lack, names: readonly string[]): string {
  if (field === null) return 'Correct the template, or the data of the contacts.';
  const [root = ''] = field.split('.');
  const near = names.includes(root) ? null : nearestWord(root, names);
  const meant = near === null ? '' : `Did you mean {{${near}}}? `;
  return `${meant}Give the contacts "${field}", or write {{default ${field} "another text"}}.`;
}

function fieldsMissing(
  from: 'samples' | 'sequence',
  contacts: number,
  lacks: readonly (Lack & { fix: string })[],
): DomainError {
  const [first] = lacks;
  const who = from === 'samples' ? 'samples' : 'contacts who entered the sequence last';
  const what = first?.field == null ? first?.reason : `None of the ${contacts} ${who} has "${first.field}".`;
  const more = lacks.length > 1 ? ` ${lacks.length - 1} more places are like it.` : '';
  return new DomainError({
    code: 'fields-missing',
    detail: `${first?.step}: ${what} Nobody would get the mail.${more} Nothing was published.`,
    fix: `${first?.fix ?? ''} Or send "samples", contacts such as those to come.`,
    problems: lacks.map(({ step, variant, part, line, reason, fix }) => {
      const place = [
        step,
        ...(variant === '' || variant === 'default' ? [] : [variant]),
        ...(part ? [part] : []),
      ];
      return { path: place.join('.'), line, reason, fix };
    }),
  });
}
