import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { type Engine, workOnce } from '#runtime';
import { Metrics } from '../../ingest/metrics/metrics.ts';
import { ENGINE } from '../../ingest/provided.ts';
import { leasedAsItGoes } from './leased-as-it-goes.ts';

const EVERY_MS = 1000;
/**
 * A run opens hours and stamps mails by the time it began at. Behind a slow mail server a backlog takes hours, so it is
 * worked off in runs: a mail goes out no more than this and one batch after the time that it was judged by.
 */
const LONGEST_RUN_MS = 10_000;

/** Pokes the engine on the wall clock. What is due stands in Postgres; a poke that is missed is made up by the next. */
@Injectable()
export class EnginePoke implements BeforeApplicationShutdown {
  private readonly logger = new Logger('engine');
  private running: Promise<unknown> | null = null;
  private stopped = false;

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @Interval(EVERY_MS)
  poke(): void {
    if (this.running || this.stopped) return;
    const now = Date.now();
    const goesOn = () => Date.now() - now < LONGEST_RUN_MS;
    this.running = workOnce(leasedAsItGoes(this.engine, now, Date.now), now, undefined, goesOn)
      .then(({ decided }) => this.metrics.decided(decided))
      .catch((error: unknown) => this.logger.error(`The engine failed and tries again: ${String(error)}`))
      .finally(() => {
        this.running = null;
      });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }
}
