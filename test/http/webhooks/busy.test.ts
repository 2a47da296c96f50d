import { expect, test } from '@jest/globals';
import { collect, type Engine } from '#runtime';
import { ENGINE } from '../../../apps/ingest/provided.ts';
import { payloads, signers } from './support/providers.ts';
import { reportOf, TUESDAY, webhookCrest } from './support/webhook-crest.ts';

const crest = await webhookCrest(['ada', 'ben']);

// SendGrid drops a mail, and Amazon a report, that was answered with a 4xx.
test('a provider that comes while too many events wait is told with a 5xx to come again, and then it counts once', async () => {
  const key = await crest.makeScopedKey('ingest');
  const calls = {
    report: () =>
      crest.post(
        'sendgrid',
        signers.sendgrid(
          payloads.sendgrid(reportOf('delivered', 'ada@example.com', { touch: crest.touchOf('ada') })),
          TUESDAY,
        ),
      ),
    mail: () =>
      crest.post('inbound/mime', {
        type: 'message/rfc822',
        headers: { authorization: `Bearer ${key}` },
        body: Buffer.from(
          `From: ben@example.com\r\nMessage-ID: <yes@x>\r\nIn-Reply-To: ${crest.messageIdOf('ben')}\r\n\r\nYes.`,
        ),
      }),
  };
  const engine = crest.app.get<Pick<Engine, 'sql' | 'versions'>>(ENGINE);
  const { workspaceId } = crest.installation;
  const held = await crest.sql.reserve();
  await held`begin`;
  await held`select from log_head for update`;
  const filling = Array.from({ length: 24 }, (_, call) => {
    const events = Array.from({ length: 1_000 }, (_, i) => ({
      ...{
        eventId: `fill-${call}-${i}`,
        type: 'tracked',
        contact: 'cyd',
        occurredAt: '2026-01-06T07:00:00Z',
      },
    }));
    return collect(engine, { workspaceId, source: 'api', events, now: TUESDAY });
  });
  const settled = Promise.allSettled(filling);
  const told: unknown[] = [];
  for (const [what, call] of Object.entries(calls)) {
    const { status, body, retryAfter } = await call();
    told.push([what, status, body.code, retryAfter]);
  }
  await held`rollback`;
  held.release();
  await settled;
  expect(told).toEqual(['report', 'mail'].map((what) => [what, 503, 'too-busy', '5']));
  expect((await calls.report()).body).toMatchObject({ accepted: 1 });
  expect((await calls.mail()).body).toMatchObject({ mails: [{ events: ['replied'], repeated: false }] });
  expect((await calls.report()).body).toMatchObject({ accepted: 0, duplicates: 1 });
  expect((await calls.mail()).body).toMatchObject({ mails: [{ repeated: true }] });
  expect(await crest.logged('sendgrid')).toHaveLength(1);
  expect((await crest.logged('inbound')).filter(({ type }) => type === 'replied')).toHaveLength(1);
});

test('a call of a provider may have any number of reports', async () => {
  const clicks = Array.from({ length: 2_300 }, (_, i) =>
    payloads.sendgrid(
      reportOf('clicked', 'ada@example.com', { touch: crest.touchOf('ada'), at: TUESDAY - 3_600_000 + i }),
    ),
  ).flat();
  const { body } = await crest.post('sendgrid', signers.sendgrid(clicks, TUESDAY));
  expect(body).toEqual({ accepted: 2_300, duplicates: 0, kept: 0, ignored: 0 });
  const logged = (await crest.logged('sendgrid')).filter(({ type }) => type === 'clicked');
  expect(logged).toHaveLength(2_300);
});
