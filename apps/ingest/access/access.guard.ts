import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError } from '#engine';
import type { Installation, KeyScope } from '#storage';
import { INSTALLATION } from '../provided.ts';
import type { AdmittedRequest, Caller } from './caller.ts';
import { readKey, refuse, requireScope } from './caller-of-key.ts';
import { KnownKeys } from './known-keys.ts';
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
    @Inject(KnownKeys) private readonly keys: KnownKeys,
    @Inject(INSTALLATION) private readonly installation: Installation,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const needed = this.reflector.getAllAndOverride<KeyScope | 'nothing' | undefined>(NEEDS, targets);
    if (needed === 'nothing') return true;
    if (needed === undefined) throw new Error(`${context.getClass().name} has a route that says no scope`);
    const request = context.switchToHttp().getRequest<KnockingRequest>();
    const caller = await this.findCaller(request);
    requireScope(caller, needed);
    request.caller = caller;
    return true;
  }

  private async findCaller(request: KnockingRequest): Promise<Caller> {
    const key = readKey(request.headers.authorization);
    if (key !== null) return this.keys.callerOf(key);
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
}

function isSameOrigin(headers: KnockingRequest['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
