import { PARTITIONS } from '#engine';

/** The partitions that one lane works on; undefined is all of them. */
export type Parts = readonly number[] | undefined;

/**
 * Repeats a batch until there is no more. The first is taken from everywhere; when it says that there is more, lanes go
 * on side by side, each with partitions of its own, so that one lane computes while another waits for Postgres and none
 * waits for another's offsets. What is done, and in which order within a partition, is the same in every run.
 * Answers what every batch answered: the first, then lane by lane.
 */
export async function workOff<R extends { readonly more: boolean }>(
  lanes: number,
  once: (parts: Parts) => Promise<R>,
): Promise<R[]> {
  const first = await once(undefined);
  if (!first.more) return [first];
  const others = await Promise.all(lanesOf(lanes).map((parts) => repeat(() => once(parts))));
  return [first, ...others.flat()];
}

async function repeat<R extends { readonly more: boolean }>(once: () => Promise<R>): Promise<R[]> {
  const all: R[] = [];
  for (;;) {
    const one = await once();
    all.push(one);
    if (!one.more) return all;
  }
}

function lanesOf(lanes: number): Parts[] {
  if (lanes === 1) return [undefined];
  const parts = Array.from({ length: PARTITIONS }, (_, part) => part);
  return Array.from({ length: lanes }, (_, lane) => parts.filter((part) => part % lanes === lane));
}
