import type { Sql } from '#storage';
import type { Caller } from './caller.ts';
import { callerOfKey } from './caller-of-key.ts';

/** For so long a key is good that was; also where it has been revoked meanwhile. */
const GOOD_FOR_MS = 1_000;

interface Known {
  readonly caller: Promise<Caller>;
  readonly until: number;
}

/**
 * Who calls with a key, asked of Postgres once a second: whoever sends a thousand calls in it would wait for a thousand
 * questions more. Only keys that are good are kept: a new one is good at once.
 */
export class KnownKeys {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly sql: Sql,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async callerOf(text: string): Promise<Caller> {
    const known = this.#known.get(text);
    if (known !== undefined && this.now() < known.until) return known.caller;
    const asked = { caller: callerOfKey(this.sql, text), until: this.now() + GOOD_FOR_MS };
    this.#known.set(text, asked);
    try {
      return await asked.caller;
    } catch (error) {
      // Another may have asked again, and been told something better.
      if (this.#known.get(text) === asked) this.#known.delete(text);
      throw error;
    }
  }
}
