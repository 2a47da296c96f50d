/** What a key may do; `admin` may do everything. */
export const KEY_SCOPES = ['read', 'write', 'ingest', 'admin'] as const;

export type KeyScope = (typeof KEY_SCOPES)[number];
