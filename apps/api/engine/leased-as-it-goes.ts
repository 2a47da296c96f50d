import type { Engine } from '#runtime';

/**
 * The engine of a run that began at `start`, whose leases count from when they are taken. A run has one time for all it
 * does, and a backlog can take longer than a lease: another process would then take mails for lost that are just going
 * out.
 */
export function leasedAsItGoes(engine: Engine, start: number, clock: () => number): Engine {
  return {
    ...engine,
    get leaseMs() {
      return engine.leaseMs + Math.max(0, clock() - start);
    },
  };
}
