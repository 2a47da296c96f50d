import { createHash } from 'node:crypto';
import type { WebhookProvider } from '#intake';
import type { Admission, ArrivedCall, Gate } from './gate.ts';
import { checkBodyHmac } from './signatures/body-hmac.ts';
import { checkMailgun, mailgunSignature } from './signatures/mailgun.ts';
import { checkSendgrid } from './signatures/sendgrid.ts';
import { checkSharedSecret } from './signatures/shared-secret.ts';
import { checkStandardWebhooks } from './signatures/standard-webhooks.ts';
import type { Verdict } from './signatures/verdict.ts';
import { type Fetch, SnsGate } from './sns-gate.ts';
import type { WebhookSecrets } from './webhook-settings.ts';

export type Gates = Readonly<Record<WebhookProvider, Gate>>;

/** The gate of every provider. `fetch` brings certificates of Amazon's and confirms subscriptions there. */
export function openGates(secrets: WebhookSecrets, fetch: Fetch): Gates {
  return {
    sendgrid: gate('SENDGRID_WEBHOOK_KEY', secrets.sendgrid, checkSendgrid),
    postmark: gate('POSTMARK_WEBHOOK_SECRET', secrets.postmark, checkSharedSecret),
    mailgun: {
      setting: 'MAILGUN_WEBHOOK_KEY',
      isSetUp: secrets.mailgun.length > 0,
      admit: (call) => admitMailgun(call, secrets.mailgun),
    },
    ses: new SnsGate(secrets.ses, fetch),
    resend: gate('RESEND_WEBHOOK_SECRET', secrets.resend, checkStandardWebhooks),
    brevo: gate('BREVO_WEBHOOK_SECRET', secrets.brevo, checkSharedSecret),
    mailersend: gate('MAILERSEND_WEBHOOK_SECRET', secrets.mailersend, (call, keys) =>
      checkBodyHmac(call, 'signature', keys),
    ),
  };
}

function gate<T>(
  setting: string,
  secrets: readonly T[],
  check: (call: ArrivedCall, secrets: readonly T[]) => Verdict,
): Gate {
  return { setting, isSetUp: secrets.length > 0, admit: (call) => ({ verdict: check(call, secrets) }) };
}

function admitMailgun(call: ArrivedCall, keys: readonly string[]): Admission {
  const payload = call.payload();
  const given = mailgunSignature(payload);
  const verdict = checkMailgun(given, keys, call.now);
  if (given === null || verdict !== 'valid') return { verdict };
  return { verdict, once: { token: given.token, content: contentOf(payload) } };
}

/** What the event says, whatever parts of a form it came in. */
function contentOf(payload: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(payload)).digest();
}
