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
  readonly #report: (said: string) => void;
  #window = Number.POSITIVE_INFINITY;
  #until = 0;
  #failures = 0;
  #away = false;

  /** `report` is told when the provider is found away, and when it is back. */
  constructor(report: (said: string) => void = () => {}) {
    this.#report = report;
  }

  takes(now: Instant): number {
    return now < this.#until ? 0 : this.#window;
  }

  /** Learns from the results of one batch. */
  note(results: readonly MailResult[], now: Instant): void {
    const trouble = results.find(isTrouble);
    if (trouble === undefined) {
      this.#failures = 0;
      if (this.#away && results.length > 0) this.#report('The provider takes mail again.');
      this.#away &&= results.length === 0;
      if (results.length >= Math.min(this.#window, MOST)) {
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
    if (!limited) this.#noteAway(trouble);
    this.#failures = limited && accepted > 0 ? 0 : Math.min(this.#failures + 1, 20);
  }

  /** Once an outage: what goes on failing in it is no news. */
  #noteAway({ detail, reason }: Extract<MailResult, { detail: string }>): void {
    if (!this.#away) {
      const again = new Date(this.#until).toISOString();
      this.#report(
        `The provider takes no mail (${reason}: ${detail}). Mail waits; it is asked again at ${again}.`,
      );
    }
    this.#away = true;
  }
}
