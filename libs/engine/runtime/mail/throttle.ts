import type { Instant } from '#engine';
import { isTrouble } from './hand-over.ts';
import type { MailResult } from './mailer.ts';

/** From here on there is no limit. */
const MOST = 500;
const SECOND = 1_000;
const AWAY_FIRST = 30 * SECOND;
const AWAY_MOST = 15 * 60 * SECOND;

/**
 * How much a provider takes, learned from its answers: everything until it says no; then nothing for as long as it
 * asked (or longer and longer), then one mail to see whether it is back, then twice as many each time. A provider with
 * a rate limit is thus served at its own pace, and an outage costs a handful of attempts however many mails wait.
 */
export class Throttle {
  #window = Number.POSITIVE_INFINITY;
  #until = 0;
  #failures = 0;

  takes(now: Instant): number {
    return now < this.#until ? 0 : this.#window;
  }

  /** Learns from the results of one batch. */
  note(results: readonly MailResult[], now: Instant): void {
    const trouble = results.find(isTrouble);
    if (trouble === undefined) {
      this.#failures = 0;
      if (results.length >= this.#window) {
        this.#window = this.#window >= MOST ? Number.POSITIVE_INFINITY : this.#window * 2;
      }
      return;
    }
    const limited = trouble.kind === 'deferred' && trouble.reason === 'rate-limited';
    const first = limited ? SECOND : AWAY_FIRST;
    const accepted = results.filter(({ kind }) => kind === 'accepted').length;
    if (trouble.kind === 'deferred' && trouble.reason === 'not-tried') {
      // Only the time was up: the next batch is no larger than what this one got through.
      this.#window = Math.max(1, accepted);
      return;
    }
    const asked = trouble.kind === 'deferred' ? trouble.retryAfterMs : null;
    this.#window = limited ? Math.max(1, accepted) : 1;
    this.#until = now + (asked ?? Math.min(AWAY_MOST, first * 2 ** this.#failures));
    this.#failures = limited && accepted > 0 ? 0 : Math.min(this.#failures + 1, 20);
  }
}
