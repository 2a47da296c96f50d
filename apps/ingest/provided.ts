import type { Clock } from '#storage';

/** What a module is handed by the composition, by token: nothing in the apps opens a store or reads the environment. */
export const SQL = Symbol('sql');
export const CLICKHOUSE = Symbol('clickhouse');
export const INSTALLATION = Symbol('installation');
export const ENGINE = Symbol('engine');
/** The event log as far as its ends tell how much is under way. */
export const LOG_ENDS = Symbol('log ends');
export const PROCESSES = Symbol('processes');
export const OWN_ROLES = Symbol('roles of this process');

/** What time it is for the domain: in a sandbox what its clock says, else the wall clock. */
export function timeOf(clock: Clock): number {
  return clock.mode === 'sandbox' ? clock.now : Date.now();
}
