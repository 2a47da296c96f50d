/** Captured mail and what comes of the events about it, as the API answers. */

interface CannedMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly capturedAt: string;
  readonly contact: string;
  readonly sequence: string;
  readonly step: string;
  readonly variant: string;
}

export interface CannedAnswer {
  readonly mail: string;
  readonly answer: string;
}

/** What answers are taken for, and the events that they give rise to. */
const TAKEN: ReadonlyMap<string, { readonly kind: string; readonly event: string }> = new Map([
  ['reply', { kind: 'human-reply', event: 'replied' }],
  ['bounce', { kind: 'bounce', event: 'bounced' }],
  ['unsubscribe', { kind: 'unsubscribe', event: 'unsubscribed' }],
]);
const NOW = '2026-04-27T12:00:00.000Z';

const NAMES = ['ada', 'grace', 'edsger', 'barbara', 'alan', 'katherine', 'donald'];

function cannedMail(_: unknown, index: number): CannedMail {
  const contact = `${NAMES[index % NAMES.length]}-${index}`;
  const isTrial = index % 4 === 3;
  return {
    id: `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`,
    to: `${contact}@example.com`,
    subject: isTrial ? 'Your trial ends on Friday' : `40 lost leads, six weeks, ${contact}?`,
    body: `Hi ${contact},\n\n"We stopped guessing who had promised what." That is the head of sales at Northwind, six weeks after they gave every open lead a next step with a date.\n\nHow many would you guess there are at Acme? I can show you how they counted in ten minutes: https://example.com/stories/northwind\n\nMaya`,
    capturedAt: new Date(Date.UTC(2026, 3, 27, 11) - index * 3_600_000).toISOString(),
    contact,
    sequence: isTrial ? 'trial-nurture' : 'b2b-outbound',
    step: isTrial ? 'trial-end' : 'case-study',
    variant: isTrial ? 'default' : 'ab'.charAt(index % 2),
  };
}

export class CannedMailbox {
  /** What was answered, as it came. */
  readonly answers: CannedAnswer[] = [];
  /** The HTML of mails that have some, by their ids. */
  readonly html = new Map<string, string>();
  private readonly mail = Array.from({ length: 45 }, cannedMail);

  list(query: URLSearchParams) {
    const sequence = query.get('sequence');
    const to = query.get('to') ?? '';
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit') ?? 50);
    const found = this.mail.filter(
      (mail) => (sequence === null || mail.sequence === sequence) && mail.to.startsWith(to),
    );
    const next = from + limit;
    return {
      total: this.mail.length,
      mail: found.slice(from, next),
      nextCursor: next < found.length ? String(next) : null,
    };
  }

  find(id: string) {
    const mail = this.mail.find((one) => one.id === id);
    if (mail === undefined) return null;
    const heard = this.answers
      .filter((one) => one.mail === id)
      .map(({ answer }) => ({ type: TAKEN.get(answer)?.event ?? '', occurredAt: NOW }));
    const [end] = heard;
    const seen = [{ type: 'delivered', occurredAt: mail.capturedAt }, ...heard].map(
      ({ type, occurredAt }) => ({ type, firstAt: occurredAt, count: 1 }),
    );
    const active = { state: 'active', reason: null, endedAt: null };
    const enrollment = end
      ? { state: 'exited', reason: end.type, nextStep: null, dueAt: null, endedAt: end.occurredAt }
      : { ...active, nextStep: 'value-add', dueAt: '2026-05-01T09:00:00.000Z' };
    return { ...mail, from: 'Maya <maya@example.com>', html: this.html.get(id) ?? null, enrollment, seen };
  }

  take(sent: CannedAnswer) {
    const { kind = 'human-reply', event = '' } = TAKEN.get(sent.answer) ?? {};
    const repeated = this.answers.some(({ mail, answer }) => mail === sent.mail && answer === sent.answer);
    if (!repeated) this.answers.push(sent);
    return { kind, reason: '', confidence: 'direct', matchedBy: 'in-reply-to', events: [event], repeated };
  }
}
