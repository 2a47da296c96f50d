import type { Instant } from '#engine';
import { handOver } from '../hand-over.ts';
import type { Mail, Mailer, MailResult, Repeats } from '../mailer.ts';
import { Throttle } from '../throttle.ts';
import { meaningOfFailure, meaningOfStatus } from './http-meaning.ts';

/** What an adapter is set up with, whatever the provider. */
export interface HttpSettings {
  readonly from: string;
  /** Where the provider's API is, where it is not where it always is. */
  readonly url?: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** Is told when the provider is found away, and when it is back. */
  readonly report?: ((said: string) => void) | undefined;
}

export interface Request {
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
}

/** An answer read to its end. `json` is undefined where the body is none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** One provider: how it is asked and what its answers mean. */
export interface HttpProvider {
  readonly name: string;
  readonly repeats: Repeats;
  request(mail: Mail, now: Instant): Request | Promise<Request>;
  /** What an answer means; null where its status says it all. */
  read(answer: Answer): MailResult | null;
  /** `lookup`: the question whether an intent was taken before, and the result that the answer gives; null: it was not. */
  readonly lookup?: {
    request(mail: Mail): Request;
    read(answer: Answer, mail: Mail): MailResult | null;
  };
}

/** As many as every provider allows side by side. */
const CONCURRENCY = 8;
const TIMEOUT_MS = 20_000;
/** Budget and timeout together stay under the lease of a minute. */
const BUDGET_MS = 20_000;
const LONGEST_ANSWER = 64 * 1024;

/** A mailer that speaks to a provider's HTTP API, one request a mail. */
export function httpMailer(
  provider: HttpProvider,
  { from, timeoutMs = TIMEOUT_MS, report }: HttpSettings,
): Mailer {
  const { name, repeats, lookup } = provider;
  const throttle = new Throttle(report);

  const ask = async <R>(request: Request, read: (answer: Answer) => R): Promise<R | MailResult> => {
    let answer: Answer;
    try {
      answer = await call(request, timeoutMs);
    } catch (error) {
      return meaningOfFailure(error);
    }
    return read(answer);
  };

  const sendOne = async (mail: Mail, now: Instant): Promise<MailResult> => {
    if (mail.repeated && lookup) {
      const found = await ask(lookup.request(mail), (answer) =>
        answer.status === 200 ? lookup.read(answer, mail) : unanswered(answer),
      );
      if (found !== null) return found;
    }
    return ask(
      await provider.request(mail, now),
      (answer) => provider.read(answer) ?? meaningOfStatus(answer),
    );
  };

  return {
    name,
    repeats,
    reportsDelivery: 'later',
    captures: false,
    from,
    takes: (now) => throttle.takes(now),
    async send(mails, now) {
      const pace = { concurrency: CONCURRENCY, budgetMs: BUDGET_MS };
      const results = await handOver(mails, pace, (mail) => sendOne(mail, now));
      throttle.note(results, now);
      return results;
    },
    close: async () => undefined,
  };
}

/** A question that got no answer leaves it unknown whether the mail was taken, so it is not sent either. */
function unanswered(answer: Answer): MailResult {
  const meaning = meaningOfStatus(answer);
  const detail = `Asking for the mail: ${'detail' in meaning ? meaning.detail : answer.status}`;
  return { kind: 'unknown', reason: 'server-error', detail };
}

async function call({ method = 'POST', url, headers, body }: Request, timeoutMs: number): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    // A mail must not follow wherever an answer points.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = (await response.text()).slice(0, LONGEST_ANSWER);
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
