import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { WebhookProvider } from '#intake';
import type { Call } from './support/providers.ts';
import { payloads, signers } from './support/providers.ts';
import { HOUR, reportOf, TUESDAY, webhookCrest } from './support/webhook-crest.ts';

const PROVIDERS = Object.keys(signers) as WebhookProvider[];
const crest = await webhookCrest(PROVIDERS);

const signed = (provider: WebhookProvider, now = TUESDAY): Call =>
  signers[provider](
    payloads[provider](reportOf('delivered', `${provider}@example.com`, { touch: crest.touchOf(provider) })),
    now,
  );
const withBody = (call: Call, body: Buffer): Call => ({ ...call, body });
function flipped(call: Call): Call {
  const body = Buffer.from(call.body);
  const at = body.indexOf('example.com');
  body[at] = (body[at] as number) ^ 1;
  return withBody(call, body);
}

describe.each(PROVIDERS)('%s', (provider) => {
  test('is let in by its signature, and its report is an event of the touch', async () => {
    const answer = await crest.post(provider, signed(provider));
    expect([answer.status, answer.body]).toEqual([200, { accepted: 1, duplicates: 0, kept: 0, ignored: 0 }]);
    expect(await crest.logged(provider)).toMatchObject([
      {
        type: 'delivered',
        step: 'intro',
        // Amazon says when it published, within seconds of when it happened.
        occurredAt: `2026-01-06T${provider === 'ses' ? '08:00' : '07:59'}:00.000Z`,
        // MailerSend gives back nothing that it was given.
        attribution: provider === 'mailersend' ? 'inferred' : 'direct',
      },
    ]);
  });

  test('may send a report again, signed anew, and nothing happens twice', async () => {
    // Amazon keeps the time of an envelope at a retry; its id here is another, as from a second topic.
    const again = provider === 'ses' ? TUESDAY : TUESDAY + 60_000;
    const answer = await crest.post(provider, signed(provider, again));
    expect([answer.status, answer.body]).toMatchObject([200, { accepted: 0, duplicates: 1 }]);
    expect(await crest.logged(provider)).toHaveLength(1);
  });

  test('is refused without its signature', async () => {
    const answer = await crest.post(provider, stripped(signed(provider)));
    expect([answer.status, answer.body.code]).toEqual([401, 'webhook-signature-missing']);
    expect(answer.body.fix).toContain('docs/webhooks.md');
  });

  test('is refused with the signature of another', async () => {
    const { status, body } = await crest.post(provider, forged(signed(provider)));
    expect([status, body.code]).toEqual([401, 'webhook-signature-wrong']);
    expect(body.detail).toMatch(/[A-Z]+_WEBHOOK_(KEY|SECRET|TOPIC)/);
    expect(await crest.logged(provider)).toHaveLength(1);
  });
});

describe('what is signed cannot be changed by a bit', () => {
  test.each<WebhookProvider>(['sendgrid', 'ses', 'resend', 'mailersend'])('%s', async (provider) => {
    const { status, body } = await crest.post(provider, flipped(signed(provider)));
    expect([status, body.code]).toEqual([401, 'webhook-signature-wrong']);
  });

  test('mailgun, for as long as the token is fresh', async () => {
    const call = signed('mailgun', TUESDAY + 1000);
    expect((await crest.post('mailgun', call)).status).toBe(200);
    crest.clock.now = TUESDAY + 24 * HOUR;
    expect((await crest.post('mailgun', signed('mailgun', crest.clock.now))).status).toBe(200);
    const { status, body } = await crest.post('mailgun', flipped(call));
    crest.clock.now = TUESDAY;
    expect([status, body.code]).toEqual([401, 'webhook-signature-wrong']);
  });

  test('mailgun, which signs a token alone: the token is good for what it came with', async () => {
    const call = signed('mailgun');
    expect((await crest.post('mailgun', call)).status).toBe(200);
    expect((await crest.post('mailgun', call)).status).toBe(200);
    const { status, body } = await crest.post('mailgun', flipped(call));
    expect([status, body.code]).toEqual([401, 'webhook-signature-wrong']);
  });
});

describe('what was signed too long ago, or ahead of time, is refused', () => {
  test.each<[WebhookProvider, number]>([
    ['sendgrid', 26 * HOUR],
    ['mailgun', 26 * HOUR],
    ['ses', 26 * HOUR],
    ['resend', 0.1 * HOUR],
  ])('%s', async (provider, age) => {
    for (const at of [TUESDAY - age, TUESDAY + HOUR]) {
      const { status, body } = await crest.post(provider, signed(provider, at));
      expect([status, body.code]).toEqual([401, 'webhook-untimely']);
    }
  });
});

test('a secret may stand in a header of its own', async () => {
  const { body, type } = signed('postmark');
  const call = (secret: string) =>
    crest.post('postmark', { type, body, headers: { 'x-webhook-secret': secret } });
  expect((await call('a-secret-for-postmark')).status).toBe(200);
  expect((await call('a-secret-for-postmarK')).status).toBe(401);
});

test('who is not read is told who is', async () => {
  const { status, body } = await crest.post('pigeon', signed('postmark'));
  expect([status, body.code]).toEqual([404, 'provider-unknown']);
  expect(body.fix).toContain('sendgrid, postmark, mailgun, ses, resend, brevo, mailersend');
});

describe('a body', () => {
  test.each(['{"RecordType": ', '', '[1e400', '['.repeat(100_000)])(
    'that is no JSON (%#) is refused',
    async (text) => {
      const { status, body } = await crest.post('postmark', withBody(signed('postmark'), Buffer.from(text)));
      expect([status, body.code]).toEqual([400, 'json-malformed']);
    },
  );

  test('that is compressed is none, and nobody inflates a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    const { status, body } = await crest.post('postmark', withBody(signed('postmark'), bomb));
    expect([status, body.code]).toEqual([400, 'json-malformed']);
  });

  test('of 10 MB is refused before anybody reads it', async () => {
    const large = Buffer.alloc(10 * 1024 * 1024, '[');
    const { status, body } = await crest.post('postmark', withBody(signed('postmark'), large));
    expect([status, body.code]).toEqual([413, 'body-too-large']);
    expect(body.detail).toContain('5 MB');
  });

  test.each(['null', '7', '"text"', '[]', '{}', '[[[]]]', '{"event":{"a":[]}}', '[{"event":"\\ud800"}]'])(
    '%s is no report, and breaks nobody',
    async (text) => {
      for (const provider of ['sendgrid', 'postmark', 'resend', 'brevo', 'mailersend'] as const) {
        const answer = await crest.post(provider, signers[provider](JSON.parse(text), TUESDAY));
        expect([provider, answer.status, answer.body.accepted]).toEqual([provider, 200, 0]);
      }
    },
  );
});

test('a mail server’s answer in another charset is read as far as it goes', async () => {
  const call = signed('postmark');
  const text = call.body.toString().replace('"RecordType"', '"Details":"bo\xeete","RecordType"');
  expect((await crest.post('postmark', withBody(call, Buffer.from(text, 'latin1')))).status).toBe(200);
});

function stripped(call: Call): Call {
  const parsed = JSON.parse(call.body.toString());
  const { signature, Signature, ...rest } = parsed;
  const isInBody = signature !== undefined || Signature !== undefined;
  return { type: call.type, headers: {}, body: isInBody ? Buffer.from(JSON.stringify(rest)) : call.body };
}

/** The same call with a signature that somebody else made up. */
function forged(call: Call): Call {
  const other = (text: string) => Buffer.from(text.replace(/[a-z]/g, 'b')).toString('base64');
  const headers = Object.fromEntries(
    Object.entries(call.headers).map(([name, value]) => {
      if (/-signature$/i.test(name)) return [name, `v1,${other(value)}`];
      if (name === 'signature') return [name, '0'.repeat(64)];
      return [name, name === 'authorization' ? `Basic ${other('crest:wrong')}` : value];
    }),
  );
  const body = call.body
    .toString()
    .replace(/"signature":"[0-9a-f]+"/, `"signature":"${'0'.repeat(64)}"`)
    .replace(/"Signature":"[^"]+"/, `"Signature":"${other('wrong')}"`);
  return { type: call.type, headers, body: Buffer.from(body) };
}
