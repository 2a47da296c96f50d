import { DomainError } from '#engine';
import { findKey, type KeyScope, type Sql } from '#storage';
import type { Caller } from './caller.ts';
import { isKeyOf, readKeyId } from './key.ts';

/**
 * The key in an Authorization header: a bearer token, the user name that Segment's clients send, or the password beside a
 * name that is no key, as in the address of a webhook. Null without a header.
 */
export function readKey(authorization: string | undefined): string | null {
  const [, scheme = '', value = ''] = /^(bearer|basic) +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() === 'basic') {
    const [user = '', password = ''] = Buffer.from(value, 'base64').toString().split(':');
    return readKeyId(user) === null && password !== '' ? password : user;
  }
  return authorization === undefined ? null : '';
}

/** Who calls with a key. */
export async function callerOfKey(sql: Sql, text: string): Promise<Caller> {
  const id = readKeyId(text);
  const stored = id === null ? null : await findKey(sql, id);
  if (!stored || !isKeyOf(text, stored.hash))
    throw refuse('key-unknown', 'This key is not known here, or was revoked.');
  const { workspaceId, workspace, scopes } = stored;
  return { via: 'key', name: `key ${stored.id}`, workspaceId, workspace, scopes };
}

export function hasScope({ scopes }: Caller, needed: KeyScope): boolean {
  return scopes.includes(needed) || scopes.includes('admin');
}

export function requireScope(caller: Caller, needed: KeyScope): void {
  if (hasScope(caller, needed)) return;
  throw new DomainError({
    code: 'scope-missing',
    detail: `This needs the scope "${needed}"; this ${caller.via} has ${caller.scopes.join(', ')}.`,
    fix: 'Use a key with that scope, such as the adminKey in credentials.json in the data folder.',
  });
}

export function refuse(code: 'key-missing' | 'key-unknown', detail: string): DomainError {
  return new DomainError({
    code,
    detail,
    fix: 'Send Authorization: Bearer KEY. The keys of this installation are in credentials.json in its data folder.',
  });
}
