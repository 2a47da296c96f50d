import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';

/** What the loop turns: carries some events on and answers how many; 0 when there were none. */
export interface Turn {
  runOnce(): Promise<number>;
}

const IDLE_MS = 250;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Carries the event log to ClickHouse as long as the process runs; a test that only drains has no loop. */
export class SinkLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('sink');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private turn: Promise<number> = Promise.resolve(0);

  constructor(
    private readonly sink: Turn,
    private readonly options: { readonly runs: boolean },
  ) {}

  onApplicationBootstrap(): void {
    if (this.options.runs) this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Carries on everything that is in the log now, so that the next report has it. */
  async drain(): Promise<void> {
    while ((await this.takeTurn()) > 0);
  }

  /** One turn at a time: the loop and those who drain share one cursor. */
  private takeTurn(): Promise<number> {
    const next = () => this.sink.runOnce();
    this.turn = this.turn.then(next, next);
    return this.turn;
  }

  private async run(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!this.stopping.signal.aborted) {
      try {
        const moved = await this.takeTurn();
        pause = FIRST_PAUSE_MS;
        if (moved === 0) await this.rest(IDLE_MS);
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
