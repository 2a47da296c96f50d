import { PARTITIONS } from '#engine';

/** The partitions that a batch is taken from; undefined is all of them. */
export type Parts = readonly number[] | undefined;

/**
 * Repeats a batch until there is no more. The first is taken from everywhere; when it says that there is more, lanes go
 * on side by side, each with partitions of its own and one of them at a time, so that one lane computes while another
 * waits for Postgres, none waits for another's offsets, and other processes find most partitions free. What is done, and
 * in which order within a partition, is the same in every run and with any number of lanes.
 */
export async function workOff(
  lanes: number,
  once: (parts: Parts) => Promise<{ readonly more: boolean }>,
): Promise<void> {
  if (!(await once(undefined)).more) return;
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let part = lane; part < PARTITIONS; part += lanes) while ((await once([part])).more);
    }),
  );
}
