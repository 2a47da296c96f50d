import type { CountedAttribution } from '#storage';

/** What a read-out says, and behind it that not everything was counted: the sentence is passed on without its numbers. */
export function sayCounted(sentence: string, attribution: CountedAttribution): string {
  return attribution === 'all'
    ? sentence
    : `${sentence} Only events that name their mail or task were counted.`;
}
