import type { Delivery } from './delivery.ts';
import type { Engine, Versions } from './engine.ts';
import { GroupCommit } from './group-commit.ts';
import type { Refusal } from './incoming.ts';
import { takeIn } from './take-in.ts';

export interface Collected {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Refusal[];
}

/**
 * Takes events from outside: finds their touch, stamps them from Postgres, logs them and lets them act, once each.
 * A bad event is refused alone, with its reason; the others go in. Calls that come while others are being written are
 * written together; when too many wait, this refuses with `too-many-calls`, unless the caller is patient.
 */
export function collect(engine: Pick<Engine, 'sql' | 'versions'>, delivery: Delivery): Promise<Collected> {
  return groupOf(engine).add(delivery);
}

const groups = new WeakMap<Versions, GroupCommit>();

/** One for each process: whoever shares the versions shares the database. */
function groupOf(engine: Pick<Engine, 'sql' | 'versions'>): GroupCommit {
  const known = groups.get(engine.versions);
  if (known) return known;
  const made = new GroupCommit((workspaceId, deliveries) => takeIn(engine, workspaceId, deliveries));
  groups.set(engine.versions, made);
  return made;
}
