import { z } from 'zod';
import { iso } from '#engine';
import type { SavedSequence, SequenceSummary } from '#storage';
import { changesShape } from '../versions/version-shapes.ts';
import { fieldCheck } from './check-fields.ts';

const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

const state = z.enum(['draft', 'published', 'paused', 'archived']);

export const sequenceAnswer = z.looseObject({
  key: z.string(),
  name: z.string(),
  state,
  version: z.int().nullable().describe('the latest published version'),
  savedAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
});

export const sequenceList = z.object({
  sequences: z.array(
    sequenceAnswer.pick({ key: true, name: true, state: true, version: true, savedAt: true }),
  ),
  nextCursor: z.string().nullable(),
});

export const publishAnswer = z.object({
  key: z.string(),
  state,
  version: z.int(),
  unchanged: z.boolean().describe('the draft is what was published already'),
  experiments: z.array(z.string()),
  removedSteps: z.array(z.object({ step: z.string(), waiting: z.int() })),
  fields: fieldCheck.optional(),
  changes: changesShape.nullable().describe('against the version before; null for the first'),
});

export const stateAnswer = z.object({ key: z.string(), state });

export const findingList = z.object({
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(['error', 'warning', 'info']),
      step: z.string().nullable(),
      message: z.string(),
      fix: z.string(),
      path: z.string(),
      line: z.int().nullable(),
    }),
  ),
});

/** A sequence as it is read: its draft as it was written, and what the installation knows about it. */
export function showSequence(saved: SavedSequence): z.infer<typeof sequenceAnswer> {
  return {
    ...(saved.draft as Readonly<Record<string, unknown>>),
    key: saved.key,
    name: saved.name,
    state: saved.state,
    version: saved.version,
    savedAt: iso(saved.savedAt),
    publishedAt: isoOrNull(saved.publishedAt),
  };
}

export function showSummary({ key, name, state, version, savedAt }: SequenceSummary) {
  return { key, name, state, version, savedAt: iso(savedAt) };
}
