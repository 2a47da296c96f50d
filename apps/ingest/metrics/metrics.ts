import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Mailer } from '#runtime';
import type { Completeness, Operations } from '#storage';

/** The numbers of one process, in the words of Prometheus. Names and labels are a contract: docs/metrics.md. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests: Histogram<'method' | 'route' | 'status'>;
  private readonly events: Counter<'route' | 'outcome'>;
  private readonly mails: Counter<'outcome'>;
  private readonly steps: Counter;
  private readonly waiting: Gauge<'what'>;
  private readonly log: Gauge<'what'>;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Histogram({
      ...{ name: 'crest_http_request_duration_seconds', help: 'How long calls took', registers },
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    });
    this.events = new Counter({
      ...{
        name: 'crest_collected_events_total',
        help: 'Events that came in, by what became of them',
        registers,
      },
      labelNames: ['route', 'outcome'],
    });
    this.mails = new Counter({
      ...{ name: 'crest_mails_total', help: 'Mails handed over, by what the provider said', registers },
      labelNames: ['outcome'],
    });
    this.steps = new Counter({
      name: 'crest_decided_steps_total',
      help: 'Steps that were decided',
      registers,
    });
    this.waiting = new Gauge({
      ...{ name: 'crest_waiting', help: 'What waits in PostgreSQL; counted up to 100,000', registers },
      labelNames: ['what'],
    });
    this.log = new Gauge({
      ...{ name: 'crest_log_events', help: 'What reports still lack, or may lack for good', registers },
      labelNames: ['what'],
    });
  }

  /** Notes a call that was answered. `route` is its pattern, so that ids make no series of their own. */
  answered(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status: String(status) }, seconds);
  }

  /** Notes what became of a batch of events. */
  collected(route: string, { accepted, duplicates, rejected }: Collected): void {
    this.events.inc({ route, outcome: 'accepted' }, accepted);
    this.events.inc({ route, outcome: 'duplicate' }, duplicates);
    this.events.inc({ route, outcome: 'rejected' }, rejected);
  }

  decided(steps: number): void {
    this.steps.inc(steps);
  }

  /** The mailer, whose outcomes are counted from now on. */
  countMails(mailer: Mailer): Mailer {
    const { mails } = this;
    return new Proxy(mailer, {
      get(target, name) {
        if (name === 'send') {
          return async (...args: Parameters<Mailer['send']>) => {
            const results = await target.send(...args);
            for (const { kind } of results) mails.inc({ outcome: kind });
            return results;
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** All numbers as text, those of the stores as they are now; `complete` is null where the log is of no concern. */
  async show(operations: Operations, complete: Completeness | null): Promise<string> {
    this.waiting.set({ what: 'due-enrollments' }, operations.due);
    this.waiting.set({ what: 'mails' }, operations.mailsWaiting);
    this.waiting.set({ what: 'mails-sending' }, operations.mailsSending);
    this.waiting.set({ what: 'mails-unsure' }, operations.mailsUnsure);
    this.waiting.set({ what: 'events-to-act' }, operations.eventsToAct);
    this.waiting.set({ what: 'events-refused' }, operations.eventsRefused);
    this.waiting.set({ what: 'erasures' }, operations.erasures);
    this.waiting.set({ what: 'erasures-in-large-tables' }, operations.erasuresInLarge);
    if (complete) {
      this.log.set({ what: 'pending' }, complete.pending);
      this.log.set({ what: 'dead-letters' }, complete.deadLetters);
      this.log.set({ what: 'gaps' }, complete.gaps);
      this.log.set({ what: 'mismatches' }, complete.mismatches);
    }
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}

/** How many events of a batch came to what. */
export interface Collected {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}
