import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DomainError } from '#engine';
import { type ActedOn, actOnWaiting, type Collected, collectLater, type Engine } from '#runtime';
import { countWaitingEvents } from '#storage';

/** How often it looks whether another process left something. */
const IDLE_MS = 5_000;
/** Calls that come in go first: those that wait act when none has come for so long, or when they have waited long enough. */
const PAUSE_MS = 50;
const LONG_ENOUGH_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** More waiting than this is some minutes' worth, and two gigabytes. */
const MOST_WAITING = 5_000_000;
const COUNT_EVERY_MS = 1_000;

type Delivery = Parameters<typeof collectLater>[1];

/** What it does with stored calls. */
export interface Waiting {
  readonly store: (delivery: Delivery) => Promise<Collected>;
  readonly act: (at: { readonly now: number }) => Promise<ActedOn>;
  readonly count: () => Promise<number>;
}

export const waitingOf = (engine: Pick<Engine, 'sql' | 'versions'>): Waiting => ({
  store: (delivery) => collectLater(engine, delivery),
  act: (at) => actOnWaiting(engine, at),
  count: () => countWaitingEvents(engine.sql),
});

interface ActLoopOptions {
  readonly now?: () => number;
  /** Waits, and no longer than until the signal aborts. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly mostWaiting?: number;
}

/** Takes calls that are answered before they act, and lets them act as long as the process runs. */
export class ActLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('collect');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private turn: Promise<unknown> = Promise.resolve();
  private woken = new AbortController();
  private failing = false;
  /** When a call was last being stored. */
  private storing = Number.NEGATIVE_INFINITY;
  private waiting = { counted: Number.NEGATIVE_INFINITY, events: 0, isCounting: false };

  constructor(
    private readonly calls: Waiting,
    private readonly options: ActLoopOptions = {},
  ) {}

  /** Its last run failed, and calls wait until one does not. */
  get isFailing(): boolean {
    return this.failing;
  }

  /** Stores a call. Refuses it while more waits than can act soon. */
  async take(delivery: Delivery): Promise<Collected> {
    if ((await this.countWaiting()) > (this.options.mostWaiting ?? MOST_WAITING)) throw tooManyWaiting();
    this.storing = this.now();
    const collected = await this.calls.store(delivery);
    this.storing = this.now();
    // To abort twice does nothing, and makes an error each time.
    if (!this.woken.signal.aborted) this.woken.abort();
    return collected;
  }

  /**
   * Lets as many events act as wait when it is called and nobody else works on: who waited for all might never end.
   * Rejects, after that, if some of it broke.
   */
  async drain(): Promise<void> {
    const failures: unknown[] = [];
    for (let left = await this.calls.count(); left > 0; ) {
      const last = await this.actOnce();
      failures.push(...last.failures);
      if (last.calls + last.failures.length === 0) break;
      left -= last.acted + last.refused;
    }
    if (failures.length > 0) throw failures[0];
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.woken.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    let nothingWaited = this.now();
    while (!this.stopping.signal.aborted) {
      this.woken = new AbortController();
      try {
        await this.letPass(nothingWaited + LONG_ENOUGH_MS);
        const { calls, failures } = await this.actOnce();
        if (calls === 0 && failures.length > 0) throw failures[0];
        // Others have acted, so it is these calls: they come again later than those behind them.
        if (failures.length > 0) this.logger.error(failed(failures[0]));
        this.failing = false;
        pause = FIRST_PAUSE_MS;
        if (calls === 0) {
          await this.rest(IDLE_MS, this.woken.signal);
          nothingWaited = this.now();
        }
      } catch (error) {
        this.failing = true;
        this.logger.error(failed(error));
        await this.rest(pause, this.stopping.signal);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** One at a time. */
  private actOnce(): Promise<ActedOn> {
    const act = async () => {
      const acted = await this.calls.act({ now: this.now() });
      if (acted.refused > 0)
        this.logger.warn(
          `${acted.refused} events that were stored are refused: GET /v1/events/refused says why`,
        );
      return acted;
    };
    const next = this.turn.then(act, act);
    this.turn = next;
    return next;
  }

  /** Waits for a pause in the calls that come in. */
  private async letPass(until: number): Promise<void> {
    for (let now = this.now(); now < until && !this.stopping.signal.aborted; now = this.now()) {
      const rest = this.storing + PAUSE_MS - now;
      if (rest <= 0) return;
      await this.rest(rest, this.stopping.signal);
    }
  }

  private async countWaiting(): Promise<number> {
    const { waiting } = this;
    // Where millions wait, counting them takes a second itself.
    if (!waiting.isCounting && this.now() - waiting.counted >= COUNT_EVERY_MS) {
      waiting.isCounting = true;
      try {
        waiting.events = await this.calls.count();
      } finally {
        waiting.isCounting = false;
        waiting.counted = this.now();
      }
    }
    return waiting.events;
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private async rest(ms: number, signal: AbortSignal): Promise<void> {
    if (this.options.rest) return this.options.rest(ms, signal);
    // An aborted sleep is over; the loop's condition ends it.
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }
}

const failed = (error: unknown) => `Stored calls failed to act and are tried again: ${String(error)}`;

function tooManyWaiting(): DomainError {
  return new DomainError({
    code: 'too-many-calls',
    detail: 'More events wait to act than can soon.',
    fix: 'Send the call again after the seconds in Retry-After, under the same ids.',
  });
}
