import { beforeAll, expect } from '@jest/globals';
import type { WebhookProvider } from '#intake';
import { messageId, TouchTokens } from '#runtime';
import { openGates } from '../../../../apps/ingest/webhooks/gates.ts';
import type { WebhookSecrets } from '../../../../apps/ingest/webhooks/webhook-settings.ts';
import { Webhooks } from '../../../../apps/ingest/webhooks/webhooks.ts';
import { lines } from '../../support/outreach.ts';
import { MONDAY, testCrest } from '../../support/test-crest.ts';
import { type Call, certificate, payloads, type Report, secrets, signers } from './providers.ts';

export const HOUR = 3_600_000;
/** When the reports of a test come in: the first mails went out the day before. */
export const TUESDAY = MONDAY + 24 * HOUR;

const sequence = {
  key: 'reported',
  goal: 'replied',
  stopOn: ['replied', 'unsubscribed', 'bounced', 'complained'],
  steps: [
    { key: 'intro', type: 'email', day: 0, subject: 'Hello', body: 'Hello' },
    { key: 'later', type: 'email', day: 9, subject: 'Later', body: 'Later' },
  ],
};

/** Crest with providers set up, and contacts whose first mail has gone out. Call it at the top of the file. */
export async function webhookCrest(contacts: readonly string[], set: WebhookSecrets = secrets) {
  const clock = { now: TUESDAY };
  /** What was asked of Amazon SNS, and what it answers. */
  const amazon = { asked: [] as string[], answer: () => new Response(certificate) };
  const gates = openGates(set, async (url) => {
    amazon.asked.push(url.href);
    return amazon.answer();
  });
  const crest = await testCrest({ webhooks: new Webhooks(gates, () => clock.now) });
  const touches = new Map<string, string>();
  const tokens = new TouchTokens(crest.installation.secret);

  beforeAll(async () => {
    await crest.call('put', '/v1/sequences/reported').send(sequence);
    await crest.call('post', '/v1/sequences/reported/publish');
    await crest.call('post', '/v1/sequences/reported/enrollments').send({ enrollments: lines(...contacts) });
    await crest.call('post', '/v1/clock/advance').send({ to: new Date(TUESDAY).toISOString() });
    const rows = await crest.sql<{ id: string; touch: string }[]>`
      select c.external_id as id, t.intent_id as touch from touch t join enrollment e on e.no = t.enrollment_no
      join contact c on c.id = e.contact_id where t.step = 'intro' and t.state = 'sent'`;
    expect(rows).toHaveLength(contacts.length);
    for (const { id, touch } of rows) touches.set(id, touch);
  });

  const post = async (provider: string, { type, headers, body }: Call) => {
    const url = `/webhooks/${provider}`;
    const answer = await crest.app.inject({
      ...{ method: 'POST', url, payload: body },
      headers: { ...headers, 'content-type': type },
    });
    return {
      status: answer.statusCode,
      retryAfter: answer.headers['retry-after'],
      body: answer.json<Record<string, unknown>>(),
    };
  };

  return {
    ...crest,
    ...{ clock, amazon, post },
    touchOf: (contact: string) => touches.get(contact) ?? '',
    /** The Message-ID of a contact's mail. */
    messageIdOf: (contact: string) => messageId(tokens, touches.get(contact) ?? '', 'crest@localhost'),
    /** Signed by the provider as of now, and posted. */
    report: (provider: WebhookProvider, report: Report) =>
      post(provider, signers[provider](payloads[provider](report), clock.now)),
    /** The events of a source in the log. */
    logged: async (source: string) => {
      const rows = await crest.sql<{ body: Record<string, unknown> }[]>`
        select body from event_log where body ->> 'source' = ${source} order by part, pos`;
      return rows.map(({ body }) => body);
    },
    kept: async () => {
      return await crest.sql<
        { provider: string; type: string; said: string; reason: string; body: string }[]
      >`
        select provider, type, said, reason, body from kept_notice order by kept_at, key`;
    },
  };
}

/** A report of what happened to a contact's mail a minute before `TUESDAY`. */
export function reportOf(what: Report['what'], recipient: string, more: Partial<Report> = {}): Report {
  return { what, recipient, at: TUESDAY - 60_000, ...more };
}
