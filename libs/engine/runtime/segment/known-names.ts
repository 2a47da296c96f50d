import { conversionsOf, type Sequence } from '#engine';
import type { Known } from '#intake';
import { listPublishedVersions, readSettings } from '#storage';
import { contactSchema } from '../contacts/contact-schema.ts';
import type { Engine } from '../engine.ts';

const namesOf = new WeakMap<Sequence, readonly string[]>();

/**
 * What the calls of a workspace are read against. A name that any published version asks for is a conversion, so that who
 * is still on an earlier one, or in an archived sequence, has theirs as well. Versions never change, so each is looked
 * through once.
 */
export async function knownNames(
  { sql, versions }: Pick<Engine, 'sql' | 'versions'>,
  workspaceId: number,
): Promise<Known> {
  const [published, { conversions: registered }] = await Promise.all([
    listPublishedVersions(sql, workspaceId),
    readSettings(sql, workspaceId),
  ]);
  const conversions = new Set(registered);
  for (const { sequenceId, version } of published) {
    const sequence = await versions.get(sequenceId, version);
    const names = namesOf.get(sequence) ?? conversionsOf(sequence);
    namesOf.set(sequence, names);
    for (const name of names) conversions.add(name);
  }
  return { conversions, sequences: new Set(published.map(({ key }) => key)), isAddress };
}

const isAddress = (text: string): boolean => contactSchema.shape.email.safeParse(text).success;
