import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';

/** What the loop turns: answers how many events it moved. */
export interface Turn {
  runOnce(): Promise<number>;
}

const IDLE_MS = 250;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Carries the event log to ClickHouse as long as the process runs; tests call `runOnce` themselves. */
export class SinkLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('sink');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly sink: Turn) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!this.stopping.signal.aborted) {
      try {
        const moved = await this.sink.runOnce();
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

  private async rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
