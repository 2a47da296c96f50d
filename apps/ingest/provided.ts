/** What a module is handed by the composition, by token: nothing in the apps opens a store or reads the environment. */
export const SQL = Symbol('sql');
export const CLICKHOUSE = Symbol('clickhouse');
export const INSTALLATION = Symbol('installation');
export const SINK = Symbol('sink');
