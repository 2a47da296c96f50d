/** How much may be sent: so much a second on the long run, and so much at once. */
export interface Allowance {
  readonly perSecond: number;
  readonly atOnce: number;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** What each sender may still send. A full bucket needs no memory. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly allowance: Allowance) {}

  /**
   * Takes so many tokens of a sender's, and answers 0; or, where they are not there, takes none and answers in how many
   * milliseconds they will be. Who wants more than a bucket holds waits for a full one, and then has to make up for it.
   */
  take(sender: string, count: number, now: number): number {
    const { perSecond, atOnce } = this.allowance;
    const bucket = this.buckets.get(sender) ?? { tokens: atOnce, at: now };
    const tokens = Math.min(atOnce, bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1000);
    const missing = Math.min(count, atOnce) - tokens;
    this.buckets.set(sender, { tokens: missing > 0 ? tokens : tokens - count, at: now });
    if (this.buckets.size > MOST_SENDERS) this.forgetFull(now);
    return missing > 0 ? Math.ceil((missing * 1000) / perSecond) : 0;
  }

  private forgetFull(now: number): void {
    const { perSecond, atOnce } = this.allowance;
    for (const [sender, { tokens, at }] of this.buckets)
      if (tokens + ((now - at) * perSecond) / 1000 >= atOnce) this.buckets.delete(sender);
  }
}

const MOST_SENDERS = 1_000;
