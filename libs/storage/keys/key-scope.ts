/** What a key may do; `admin` may do everything, `page` a part of `ingest`: what a visitor of a page may be let say. */
export const KEY_SCOPES = ['read', 'write', 'ingest', 'page', 'admin'] as const;

export type KeyScope = (typeof KEY_SCOPES)[number];
