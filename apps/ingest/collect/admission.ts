import type { onRequestHookHandler } from 'fastify';
import { DomainError } from '#engine';

export interface Bounds {
  /** How many calls may be on their way at a time, and how many bytes. */
  readonly calls: number;
  readonly bytes: number;
  /** What a call counts that does not say how long it is. */
  readonly longest: number;
  /** What they are told: to some providers only a 5xx means that they should try again. */
  readonly code?: 'too-many-calls' | 'too-busy';
}

/**
 * Refuses calls before their bodies are read while too much is on its way: whatever holds them up behind it, a slow
 * Postgres first of all, the memory they take is bounded.
 */
export class Admission {
  readonly #bounds: Bounds;
  #calls = 0;
  #bytes = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  readonly onRequest: onRequestHookHandler = (request, reply, done) => {
    const { calls, bytes, longest, code = 'too-many-calls' } = this.#bounds;
    const said = Number(request.headers['content-length'] ?? longest);
    const size = Number.isNaN(said) ? longest : Math.min(said, longest);
    if (this.#calls >= calls || this.#bytes + size > bytes) return done(tooMany(code));
    this.#calls++;
    this.#bytes += size;
    // Also when the caller went away without its answer.
    reply.raw.once('close', () => {
      this.#calls--;
      this.#bytes -= size;
    });
    done();
  };
}

function tooMany(code: 'too-many-calls' | 'too-busy'): DomainError {
  return new DomainError({
    code,
    detail: 'More calls are on their way than can be worked off soon.',
    fix: 'Send the call again after the seconds in Retry-After, under the same ids.',
  });
}
