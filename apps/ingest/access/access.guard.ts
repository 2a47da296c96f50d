import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError } from '#engine';
import { findKey, type Installation, type KeyScope, type Sql } from '#storage';
import { INSTALLATION, SQL } from '../provided.ts';
import type { AdmittedRequest, Caller } from './caller.ts';
import { isKeyOf, readKeyId } from './key.ts';
import { NEEDS } from './needs.ts';
import { readCookie, readSession, sessionCookie } from './session.ts';

interface KnockingRequest extends AdmittedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Lets a request in by its key, or by the session of the page, when that has the scope the route needs. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(SQL) private readonly sql: Sql,
    @Inject(INSTALLATION) private readonly installation: Installation,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const needed = this.reflector.getAllAndOverride<KeyScope | 'nothing' | undefined>(NEEDS, targets);
    if (needed === 'nothing') return true;
    if (needed === undefined) throw new Error(`${context.getClass().name} has a route that says no scope`);
    const request = context.switchToHttp().getRequest<KnockingRequest>();
    const caller = await this.findCaller(request);
    if (!caller.scopes.includes(needed) && !caller.scopes.includes('admin')) {
      throw new DomainError({
        code: 'scope-missing',
        detail: `This needs the scope "${needed}"; this ${caller.via} has ${caller.scopes.join(', ')}.`,
        fix: 'Use a key with that scope, such as the adminKey in credentials.json in the data folder.',
      });
    }
    request.caller = caller;
    return true;
  }

  private async findCaller(request: KnockingRequest): Promise<Caller> {
    const key = readKey(request.headers.authorization);
    if (key !== null) return this.callerOfKey(key);
    const cookie = readCookie(request.headers.cookie, sessionCookie(this.installation.id));
    const session = cookie === null ? null : readSession(this.installation.secret, cookie, Date.now());
    if (session?.workspaceId !== this.installation.workspaceId)
      throw refuse('key-missing', 'There is no key in this call.');
    if (!SAFE_METHODS.includes(request.method) && !isSameOrigin(request.headers)) {
      throw new DomainError({
        code: 'cross-site-call',
        detail: 'A signed-in browser may change things from the pages of Crest only.',
        fix: 'Call from the dashboard, or send a key as Authorization: Bearer KEY.',
      });
    }
    const { workspaceId, workspace } = this.installation;
    return { via: 'session', name: 'dashboard', workspaceId, workspace, scopes: ['read', 'write', 'ingest'] };
  }

  private async callerOfKey(text: string): Promise<Caller> {
    const id = readKeyId(text);
    const stored = id === null ? null : await findKey(this.sql, id);
    if (!stored || !isKeyOf(text, stored.hash))
      throw refuse('key-unknown', 'This key is not known here, or was revoked.');
    const { workspaceId, workspace, scopes } = stored;
    return { via: 'key', name: `key ${stored.id}`, workspaceId, workspace, scopes };
  }
}

/**
 * The key in an Authorization header: a bearer token, the user name that Segment's clients send, or the password beside a
 * name that is no key, as in the address of a webhook.
 */
function readKey(authorization: string | undefined): string | null {
  const [, scheme = '', value = ''] = /^(bearer|basic) +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() === 'basic') {
    const [user = '', password = ''] = Buffer.from(value, 'base64').toString().split(':');
    return readKeyId(user) === null && password !== '' ? password : user;
  }
  return authorization === undefined ? null : '';
}

function isSameOrigin(headers: KnockingRequest['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

function refuse(code: 'key-missing' | 'key-unknown', detail: string): DomainError {
  return new DomainError({
    code,
    detail,
    fix: 'Send Authorization: Bearer KEY. The keys of this installation are in credentials.json in its data folder.',
  });
}
