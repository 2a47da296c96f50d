import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { setting } from '../settings.ts';
import { sendgridKey } from './signatures/sendgrid.ts';
import { standardWebhooksSecret } from './signatures/standard-webhooks.ts';

/** What each provider proves its calls with; none where it is not set up. Several while one is being changed. */
export interface WebhookSecrets {
  readonly sendgrid: readonly KeyObject[];
  readonly postmark: readonly string[];
  readonly mailgun: readonly string[];
  /** Topics of Amazon SNS: what is signed by Amazon may still be of a topic of somebody else's. */
  readonly ses: readonly string[];
  readonly resend: readonly Uint8Array[];
  readonly brevo: readonly string[];
  readonly mailersend: readonly string[];
}

/** One of them or several with commas between them, each read; none where nothing is set. */
function several<T>(read: (text: string) => T | null, error: string) {
  return setting(
    z
      .string()
      .transform((value, context) => {
        const found = value.split(',').flatMap((text) => read(text.trim()) ?? []);
        if (found.length === value.split(',').length) return found;
        context.addIssue({ code: 'custom', message: error });
        return z.NEVER;
      })
      .default([]),
  );
}

const secret = (error: string) => several((text) => (/^[\x21-\x7e]{8,}$/.test(text) ? text : null), error);
const OWN_SECRET = 'is no secret. Make up at least 16 letters and digits, and give the same to the provider.';
const ownSecret = () => several((text) => (/^[\x21-\x7e]{16,}$/.test(text) ? text : null), OWN_SECRET);

/** The settings of webhooks, each checked alone; `docs/webhooks.md` says where each is found. */
export const webhookSettings = {
  SENDGRID_WEBHOOK_KEY: several(
    sendgridKey,
    'is not the verification key of a signed event webhook, which begins with MFkw.',
  ),
  POSTMARK_WEBHOOK_SECRET: ownSecret(),
  MAILGUN_WEBHOOK_KEY: secret('is not an HTTP webhook signing key.'),
  SES_WEBHOOK_TOPIC: several(
    (text) => (/^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(text) ? text : null),
    'is not the ARN of a topic. Write it like arn:aws:sns:eu-central-1:123456789012:ses-events.',
  ),
  RESEND_WEBHOOK_SECRET: several(
    standardWebhooksSecret,
    'is not the signing secret of a webhook, which begins with whsec_.',
  ),
  BREVO_WEBHOOK_SECRET: ownSecret(),
  MAILERSEND_WEBHOOK_SECRET: secret('is not the signing secret of a webhook.'),
};

type Read = z.output<z.ZodObject<typeof webhookSettings>>;

/** The settings by provider. */
export function readWebhooks(s: Read): WebhookSecrets {
  return {
    sendgrid: s.SENDGRID_WEBHOOK_KEY,
    postmark: s.POSTMARK_WEBHOOK_SECRET,
    mailgun: s.MAILGUN_WEBHOOK_KEY,
    ses: s.SES_WEBHOOK_TOPIC,
    resend: s.RESEND_WEBHOOK_SECRET,
    brevo: s.BREVO_WEBHOOK_SECRET,
    mailersend: s.MAILERSEND_WEBHOOK_SECRET,
  };
}

/** Nobody is set up. */
export const NO_WEBHOOKS: WebhookSecrets = {
  ...{ sendgrid: [], postmark: [], mailgun: [], ses: [], resend: [], brevo: [], mailersend: [] },
};
