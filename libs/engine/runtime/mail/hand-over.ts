import { checkMail } from './check-mail.ts';
import type { Mail, MailResult } from './mailer.ts';

export interface Pace {
  /** Mails under way side by side. */
  readonly concurrency: number;
  /** Starts no mail later than this, so that a batch is over before its lease is. */
  readonly budgetMs: number;
}

/**
 * Hands mails over side by side, in their order. Once the provider takes nobody's mail, or the time is up, the rest is
 * not tried: 10,000 mails do not all find out that a server is down.
 */
export async function handOver(
  mails: readonly Mail[],
  { concurrency, budgetMs }: Pace,
  sendOne: (mail: Mail) => Promise<MailResult>,
): Promise<MailResult[]> {
  const results: MailResult[] = [];
  const until = performance.now() + budgetMs;
  let next = 0;
  let halted = false;
  const lane = async () => {
    while (next < mails.length) {
      const index = next++;
      const mail = mails[index] as Mail;
      if (halted || performance.now() >= until) {
        results[index] = NOT_TRIED;
        continue;
      }
      const result = checkMail(mail) ?? (await sendOne(mail));
      results[index] = result;
      halted ||= isTrouble(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, mails.length) }, lane));
  return results;
}

/** Whether a result says something of the provider rather than of the mail. */
export function isTrouble(
  result: MailResult,
): result is Extract<MailResult, { kind: 'unknown' | 'deferred' }> {
  return result.kind === 'unknown' || (result.kind === 'deferred' && result.of === 'provider');
}

const NOT_TRIED: MailResult = {
  kind: 'deferred',
  of: 'provider',
  reason: 'not-tried',
  detail: 'The provider took no more mail for now.',
  retryAfterMs: null,
};
