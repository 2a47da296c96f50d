/** What the api module is handed beyond what the ingest module has. */
export const LOG = Symbol('event log');
export const WORLD = Symbol('world');
export const LINKS = Symbol('links');
export const ASSETS = Symbol('assets');
export const STEP_TYPES = Symbol('step types');
