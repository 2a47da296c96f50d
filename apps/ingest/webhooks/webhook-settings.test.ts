import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readSettings } from '../settings.ts';
import { NO_WEBHOOKS, readWebhooks, webhookSettings } from './webhook-settings.ts';

const read = (environment: Record<string, string>) => readSettings(z.object(webhookSettings), environment);
const keyOf = (curve: string) =>
  generateKeyPairSync('ec', { namedCurve: curve })
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64');

describe('the settings of webhooks', () => {
  test('are empty where nothing is set', () => {
    const found = read({ POSTMARK_WEBHOOK_SECRET: ' ' });
    expect(found.ok && readWebhooks(found.settings)).toEqual(NO_WEBHOOKS);
  });

  test('may be several, while one is being changed', () => {
    const found = read({
      SENDGRID_WEBHOOK_KEY: `${keyOf('P-256')}, ${keyOf('P-256')}`,
      RESEND_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      MAILGUN_WEBHOOK_KEY: 'old-key-of-mailgun,new-key-of-mailgun',
      SES_WEBHOOK_TOPIC: 'arn:aws:sns:eu-central-1:123456789012:ses-events',
    });
    if (!found.ok) throw new Error(found.problems.join());
    const secrets = readWebhooks(found.settings);
    expect(secrets.sendgrid).toHaveLength(2);
    expect(secrets.mailgun).toEqual(['old-key-of-mailgun', 'new-key-of-mailgun']);
    expect(Buffer.from(secrets.resend[0] ?? []).toString('base64')).toBe('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  });

  test('are all said to be wrong at once, by name, and secrets are not repeated', () => {
    const wrong = {
      SENDGRID_WEBHOOK_KEY: 'MFkw-no-key',
      POSTMARK_WEBHOOK_SECRET: 'too-short',
      MAILGUN_WEBHOOK_KEY: 'a line\nbreak',
      SES_WEBHOOK_TOPIC: 'ses-events',
      RESEND_WEBHOOK_SECRET: 're_123',
      BREVO_WEBHOOK_SECRET: 'too-short',
      MAILERSEND_WEBHOOK_SECRET: 'x,',
    };
    const found = read(wrong);
    const problems = found.ok ? [] : found.problems;
    expect(problems.map((problem) => problem.split(/[: ]/)[0])).toEqual(Object.keys(wrong));
    for (const secret of ['MFkw-no-key', 'too-short', 'a line', 're_123']) {
      expect(problems.filter((problem) => problem.includes(secret))).toEqual([]);
    }
    expect(problems[3]).toContain('arn:aws:sns:');
  });
});
