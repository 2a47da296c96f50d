import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Relay, Sink, SinkRun } from '#storage';

/** How often it looks whether there is anything. */
const IDLE_MS = 250;
/** After a batch with nothing behind it, so that a trickle becomes a batch a second: an insert of one row costs 10 ms. */
const GATHER_MS = 1_000;
/** Long enough for two sinks not to take turns, short enough for one to step in when the other is gone. */
const STAND_ASIDE_MS = 3_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

interface SinkLoopOptions {
  /** Whether it carries as long as the process runs, or only when it is asked to. */
  readonly runs: boolean;
  readonly relay: Pick<Relay, 'drain'> | null;
  /** Waits, and no longer than until the signal aborts. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Carries the event log to ClickHouse as long as the process runs, or only when asked to where `runs` is false. */
export class SinkLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('sink');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private turn: Promise<unknown> = Promise.resolve();
  private failing = false;

  constructor(
    private readonly sink: Pick<Sink, 'runOnce' | 'drain' | 'owned'>,
    private readonly options: SinkLoopOptions,
  ) {}

  /** Its last run failed, and events wait in the log until one does not. */
  get isFailing(): boolean {
    return this.failing;
  }

  onApplicationBootstrap(): void {
    if (this.options.runs) this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Carries on everything that was logged up to now, so that the next report has it. */
  async drain(): Promise<void> {
    await this.options.relay?.drain();
    await this.inTurn(() => this.sink.drain());
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
        const owned = String(this.sink.owned());
        const run = await this.inTurn(() => this.sink.runOnce());
        this.failing = false;
        pause = FIRST_PAUSE_MS;
        if (run.fenced) await this.standAside(owned);
        else if (!run.more) await this.rest(carriedSomething(run) ? GATHER_MS : IDLE_MS);
      } catch (error) {
        // A store that is away comes back; the cursor says where to go on. Until then nothing more is read.
        this.failing = true;
        this.logger.error(`The sink failed and tries again in ${pause / 1000} s: ${String(error)}`);
        await this.rest(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** Leaves its partitions to the sink that has taken them; not so when the log itself gives it others instead. */
  private async standAside(owned: string): Promise<void> {
    for (let waited = 0; waited < STAND_ASIDE_MS && !this.stopping.signal.aborted; waited += IDLE_MS) {
      if (String(this.sink.owned()) !== owned) return;
      await this.rest(IDLE_MS);
    }
  }

  private rest(ms: number): Promise<void> {
    return (this.options.rest ?? sleepUntilAborted)(ms, this.stopping.signal);
  }
}

function carriedSomething({ rows, deadLetters, gaps }: SinkRun): boolean {
  return rows + deadLetters + gaps > 0;
}

async function sleepUntilAborted(ms: number, signal: AbortSignal): Promise<void> {
  // An aborted sleep is over; the loop's condition ends it.
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
