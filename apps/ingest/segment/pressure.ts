import { type Allowance, TokenBuckets } from './token-bucket.ts';

/** What may come in before senders are asked to wait. */
export interface Limits extends Allowance {
  /** Events on their way to ClickHouse. */
  readonly backlog: number;
}

export const LIMITS: Limits = { perSecond: 5_000, atOnce: 50_000, backlog: 1_000_000 };

/** Why a sender is to wait, and for how long. */
export interface Wait {
  readonly reason: 'rate' | 'backlog';
  readonly seconds: number;
}

const LOOK_EVERY_MS = 1_000;
/** What clients of Segment's keep to. */
const LONGEST_S = 300;
/** For a backlog: how soon it shrinks is not known. */
const BACKLOG_S = 10;

/** Says whether there is room for what a sender brings: in its own allowance, and in the log. */
export class Pressure {
  private readonly buckets: TokenBuckets;
  private looked = { at: Number.NEGATIVE_INFINITY, pending: 0 };
  private looking: Promise<void> | undefined;

  constructor(
    private readonly limits: Limits,
    /** Events that are logged and not yet in ClickHouse. */
    private readonly countPending: () => Promise<number>,
  ) {
    this.buckets = new TokenBuckets(limits);
  }

  /** Null where there is room. */
  async waitFor(sender: string, count: number, now: number): Promise<Wait | null> {
    if (now - this.looked.at >= LOOK_EVERY_MS) {
      this.looking ??= this.look(now).finally(() => {
        this.looking = undefined;
      });
      await this.looking;
    }
    if (this.looked.pending >= this.limits.backlog) return { reason: 'backlog', seconds: BACKLOG_S };
    const wait = this.buckets.take(sender, count, now);
    return wait === 0 ? null : { reason: 'rate', seconds: Math.min(LONGEST_S, Math.ceil(wait / 1000)) };
  }

  private async look(now: number): Promise<void> {
    this.looked = { at: now, pending: await this.countPending() };
  }
}
