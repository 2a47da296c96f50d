import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Relay, Sink } from '#storage';

const IDLE_MS = 250;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Carries the event log to ClickHouse as long as the process runs, or only when asked to where `runs` is false. */
export class SinkLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('sink');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly sink: Pick<Sink, 'runOnce' | 'drain'>,
    private readonly options: { readonly runs: boolean; readonly relay: Relay | null },
  ) {}

  onApplicationBootstrap(): void {
    if (this.options.runs) this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Carries on everything that was logged up to now, so that the next report has it. */
  async drain(): Promise<void> {
    await this.carryOutbox();
    await this.inTurn(() => this.sink.drain());
  }

  private async carryOutbox(): Promise<void> {
    const { relay } = this.options;
    if (!relay) return;
    for (;;) {
      const outcome = await relay.runOnce();
      // Who superseded this relay carries the rest.
      if (outcome.kind === 'superseded' || outcome.events === 0) return;
    }
  }

  /** One at a time: the loop and those who drain share one cursor. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.turn.then(work, work);
    this.turn = next;
    return next;
  }

  private async run(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!this.stopping.signal.aborted) {
      try {
        const { rows, deadLetters, gaps } = await this.inTurn(() => this.sink.runOnce());
        pause = FIRST_PAUSE_MS;
        if (rows + deadLetters + gaps === 0) await this.rest(IDLE_MS);
      } catch (error) {
        // A store that is away comes back; the cursor says where to go on.
        this.logger.error(`The sink failed and tries again in ${pause / 1000} s: ${String(error)}`);
        await this.rest(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** Sleeps until the time is over or the process stops, which ends the sleep with an AbortError. */
  private async rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
