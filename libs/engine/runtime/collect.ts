import type { Delivery } from './delivery.ts';
import type { Engine, Versions } from './engine.ts';
import { GroupCommit } from './group-commit.ts';
import type { Refusal } from './incoming.ts';
import { takeIn } from './take-in.ts';
import { storeAll } from './waiting/store-call.ts';

export interface Collected {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Refusal[];
}

/**
 * Takes events from outside: finds their touch, stamps them from Postgres, logs them and lets them act, once each.
 * A bad event is refused alone, with its reason; the others go in. Calls that come while others are being written are
 * written together; when too many wait, this refuses with `too-many-calls` (or what the delivery says), unless the caller is patient.
 */
export function collect(engine: Pick<Engine, 'sql' | 'versions'>, delivery: Delivery): Promise<Collected> {
  return groupsOf(engine).acting.add(delivery);
}

/**
 * Takes events from outside and lets them act later (`actOnWaiting`): checks what can be told from them alone, takes their
 * identities, stores them. For many at once: it takes a third of the time.
 */
export function collectLater(
  engine: Pick<Engine, 'sql' | 'versions'>,
  delivery: Delivery,
): Promise<Collected> {
  return groupsOf(engine).storing.add(delivery);
}

interface Groups {
  readonly acting: GroupCommit;
  readonly storing: GroupCommit;
}

const groups = new WeakMap<Versions, Groups>();

/** One each for a process: whoever shares the versions shares the database. */
function groupsOf(engine: Pick<Engine, 'sql' | 'versions'>): Groups {
  const known = groups.get(engine.versions);
  if (known) return known;
  const made = {
    acting: new GroupCommit((workspaceId, deliveries) => takeIn(engine, workspaceId, deliveries)),
    storing: new GroupCommit((workspaceId, deliveries) => storeAll(engine.sql, workspaceId, deliveries)),
  };
  groups.set(engine.versions, made);
  return made;
}
