import { PARTITIONS } from '#engine';

/** The partitions that a batch is taken from; undefined is all of them. */
export type Parts = readonly number[] | undefined;

/**
 * Repeats a batch until there is no more. The first is taken from everywhere; when it says that there is more, lanes go
 * on side by side, each with partitions of its own and one of them at a time, so that one lane computes while another
 * waits for Postgres, none waits for another's offsets, and other processes find most partitions free. What is done, and
 * in which order within a partition, is the same in every run and with any number of lanes.
 * Answers what every batch answered: the first, then lane by lane.
 */
export async function workOff<R extends { readonly more: boolean }>(
  lanes: number,
  once: (parts: Parts) => Promise<R>,
): Promise<R[]> {
  const first = await once(undefined);
  if (!first.more) return [first];
  const others = await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const all: R[] = [];
      for (let part = lane; part < PARTITIONS; part += lanes) all.push(...(await repeat(() => once([part]))));
      return all;
    }),
  );
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
