import { DomainError } from '#engine';
import type { SequenceState } from '#storage';

export type Command = 'pause' | 'resume' | 'archive';

/** What each command does to a sequence. A sequence that stands there already stays there. */
export const LIFECYCLE: Readonly<Record<Command, { from: readonly SequenceState[]; to: SequenceState }>> = {
  pause: { from: ['published', 'paused'], to: 'paused' },
  resume: { from: ['paused', 'archived', 'published'], to: 'published' },
  archive: { from: ['draft', 'published', 'paused', 'archived'], to: 'archived' },
};

const DONE = { pause: 'paused', resume: 'resumed', archive: 'archived', publish: 'published' } as const;

export function wrongState(key: string, command: Command | 'publish', state: SequenceState): DomainError {
  return new DomainError({
    code: 'sequence-state',
    detail: `The sequence "${key}" is ${state === 'draft' ? 'a draft' : state} and cannot be ${DONE[command]}.`,
    fix:
      state === 'draft'
        ? `POST /v1/sequences/${key}/publish first.`
        : `POST /v1/sequences/${key}/resume first.`,
  });
}
