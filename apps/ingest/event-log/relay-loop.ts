import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type Relay, runRelay } from '#storage';

/** Carries the outbox to Kafka as long as the process runs. */
export class RelayLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('relay');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private failing = false;

  constructor(private readonly relay: Pick<Relay, 'runOnce'>) {}

  /** Its last run failed, and events wait in the outbox until one does not. */
  get isFailing(): boolean {
    return this.failing;
  }

  onApplicationBootstrap(): void {
    this.running = runRelay(this.relay, {
      signal: this.stopping.signal,
      onRun: () => {
        this.failing = false;
      },
      onProblem: (problem) => {
        this.failing = true;
        this.logger.error(`The relay failed and tries again: ${String(problem)}`);
      },
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
