import type { MailAddress } from './mail-address.ts';
import type { Answer } from './mail-wording.ts';
import type {
  Advance,
  Attribution,
  Clock,
  ExperimentReport,
  MailPage,
  OpenedMail,
  PeakReport,
  SequenceSummary,
  StepsReport,
  TakenMail,
} from './read-out.ts';

/** What the API refused, in its own words: RFC 9457 problem+json. */
export class Problem extends Error {
  readonly status: number;
  readonly fix: string | null;

  constructor(status: number, detail: string, fix: string | null) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.fix = fix;
  }
}

export function readClock(): Promise<Clock> {
  return call<Clock>('/v1/clock');
}

export function advanceClock(by: string): Promise<Advance> {
  return call<Advance>('/v1/clock/advance', { method: 'POST', body: JSON.stringify({ by }) });
}

export async function listSequences(): Promise<readonly SequenceSummary[]> {
  const all: SequenceSummary[] = [];
  for (let cursor = ''; ; ) {
    const page = await call<{ sequences: readonly SequenceSummary[]; nextCursor: string | null }>(
      `/v1/sequences?limit=200${cursor}`,
    );
    all.push(...page.sequences);
    if (page.nextCursor === null) return all;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

export function readSteps(
  sequence: string,
  attribution: Attribution,
  signal: AbortSignal,
): Promise<StepsReport> {
  const asked = `by=variant&attribution=${attribution}`;
  return call<StepsReport>(`/v1/sequences/${encodeURIComponent(sequence)}/steps?${asked}`, { signal });
}

export function readPeak(
  sequence: string,
  attribution: Attribution,
  signal: AbortSignal,
): Promise<PeakReport> {
  const asked = `attribution=${attribution}`;
  return call<PeakReport>(`/v1/sequences/${encodeURIComponent(sequence)}/peak?${asked}`, { signal });
}

export function readExperiment(
  key: string,
  attribution: Attribution,
  signal: AbortSignal,
): Promise<ExperimentReport> {
  const asked = `attribution=${attribution}`;
  return call<ExperimentReport>(`/v1/experiments/${encodeURIComponent(key)}/results?${asked}`, { signal });
}

/** Captured mail, newest first; `cursor` is where the page before ended. */
export function listMail(
  { sequence, to }: MailAddress,
  cursor: string | null,
  signal: AbortSignal,
): Promise<MailPage> {
  const asked = Object.entries({ sequence, to, cursor: cursor ?? '' }).filter(([, value]) => value !== '');
  return call<MailPage>(`/v1/mailbox?${new URLSearchParams([['limit', '20'], ...asked])}`, { signal });
}

export function readMail(id: string, signal?: AbortSignal): Promise<OpenedMail> {
  return call<OpenedMail>(`/v1/mailbox/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

/** Has a mail come in that answers a captured one. */
export function answerMail(id: string, answer: Answer): Promise<TakenMail> {
  const path = `/v1/mailbox/${encodeURIComponent(id)}/answers`;
  return call<TakenMail>(path, { method: 'POST', body: JSON.stringify({ answer }) });
}

/** How many mails were captured. */
export async function countCapturedMails(): Promise<number> {
  const answer = await call<{ total: number }>('/v1/mailbox?limit=1');
  return answer.total;
}

async function call<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (init.body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(path, { credentials: 'same-origin', headers, ...init }).catch(
    (error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new Problem(0, 'Crest does not answer.', 'Is it still running? Start it again with: npm start');
    },
  );
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Answer;
}

async function problemOf(response: Response): Promise<Problem> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const said = isJson ? ((await response.json()) as { title?: string; detail?: string; fix?: string }) : {};
  const detail = said.detail ?? said.title ?? `The answer was ${response.status} ${response.statusText}.`;
  return new Problem(response.status, detail, said.fix ?? null);
}
