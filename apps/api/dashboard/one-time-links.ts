import { randomBytes } from 'node:crypto';

/** How long a link waits to be opened. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

/** The links that open the dashboard: each opens one browser once. They live as long as the process. */
export class OneTimeLinks {
  private readonly expiry = new Map<string, number>();

  /** Makes the token of a link. Times are those of the wall clock. */
  make(now: number): { token: string; expiresAt: number } {
    for (const [token, expiresAt] of this.expiry) if (expiresAt <= now) this.expiry.delete(token);
    const token = randomBytes(24).toString('base64url');
    const expiresAt = now + LIFETIME_MS;
    this.expiry.set(token, expiresAt);
    return { token, expiresAt };
  }

  /** Uses a token up; answers whether it was good. Its 192 random bits are what keeps it from being guessed. */
  take(token: string, now: number): boolean {
    const expiresAt = this.expiry.get(token);
    this.expiry.delete(token);
    return expiresAt !== undefined && expiresAt > now;
  }
}
