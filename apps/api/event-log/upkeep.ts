import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DomainError } from '#engine';

/** What rewrites whole tables runs here, one at a time, long after the call that asked for it was answered. */
@Injectable()
export class Upkeep implements BeforeApplicationShutdown {
  private readonly logger = new Logger('upkeep');
  private running: { readonly what: string; readonly end: Promise<void> } | null = null;
  private failed: { readonly what: string; readonly reason: string } | null = null;
  private readonly stopping = new AbortController();

  /** What is at work in this process, and why the last piece of work failed, until the next one begins. */
  get state() {
    return { atWork: this.running?.what ?? null, failed: this.failed };
  }

  /**
   * Begins a piece of work. Refuses with `rebuild-running` while another one is at work. When the process is to stop the
   * signal aborts: what is cut off is thrown away or taken up later, and a stop does not wait for hours, or for another
   * process that may be away.
   */
  start(what: string, work: (signal: AbortSignal) => Promise<unknown>): void {
    if (this.running) throw busy(this.running.what);
    this.failed = null;
    this.running = { what, end: this.run(what, work) };
  }

  /** Resolves when nothing is at work. */
  async idle(): Promise<void> {
    await this.running?.end;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the process stops'));
    await this.idle();
  }

  private async run(what: string, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    try {
      await work(this.stopping.signal);
    } catch (error) {
      this.failed = { what, reason: error instanceof Error ? error.message : String(error) };
      this.logger.error(`The ${what} failed: ${String(error)}`);
    } finally {
      this.running = null;
    }
  }
}

const busy = (what: string) =>
  new DomainError({
    code: 'rebuild-running',
    detail: `A ${what} is at work just now.`,
    fix: 'Wait until GET /v1/event-log says that nothing is at work, then try again.',
  });
