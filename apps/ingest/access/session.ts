import { createHmac, timingSafeEqual } from 'node:crypto';

export const SESSION_DAYS = 30;

/** A signed-in browser. It is stored nowhere: whoever holds the installation's secret can check it. */
export interface Session {
  readonly workspaceId: number;
  /** Epoch milliseconds of the wall clock: a browser knows no other. */
  readonly expiresAt: number;
}

/**
 * The name of an installation's cookie. Cookies do not know ports: under one name, two installations on one machine would
 * sign each other out.
 */
export function sessionCookie(installationId: string): string {
  return `crest_session_${installationId.slice(0, 8)}`;
}

/** The text of a session's cookie. */
export function signSession(secret: Uint8Array, session: Session): string {
  const claim = `${session.workspaceId}.${session.expiresAt}`;
  return `${claim}.${signature(secret, claim).toString('base64url')}`;
}

/** The session a cookie stands for, or null when it is forged or has expired. */
export function readSession(secret: Uint8Array, cookie: string, now: number): Session | null {
  const [, claim, workspaceId, expiresAt, signed] =
    /^((\d{1,10})\.(\d{1,16}))\.([\w-]{43})$/.exec(cookie) ?? [];
  if (claim === undefined || signed === undefined) return null;
  const given = Buffer.from(signed, 'base64url');
  const own = signature(secret, claim);
  if (given.length !== own.length || !timingSafeEqual(given, own)) return null;
  return Number(expiresAt) > now ? { workspaceId: Number(workspaceId), expiresAt: Number(expiresAt) } : null;
}

/** The value of one cookie in a Cookie header. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name) return value.join('=');
  }
  return null;
}

function signature(secret: Uint8Array, claim: string): Buffer {
  return createHmac('sha256', secret).update(`session:${claim}`).digest();
}
