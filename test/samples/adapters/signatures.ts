import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkBodyHmac } from '../../../apps/ingest/webhooks/signatures/body-hmac.ts';
import { checkMailgun, mailgunSignature } from '../../../apps/ingest/webhooks/signatures/mailgun.ts';
import { checkSendgrid, sendgridKey } from '../../../apps/ingest/webhooks/signatures/sendgrid.ts';
import {
  certificateAddress,
  checkSns,
  keyOfCertificate,
  type SnsEnvelope,
} from '../../../apps/ingest/webhooks/signatures/sns.ts';
import {
  checkStandardWebhooks,
  standardWebhooksSecret,
} from '../../../apps/ingest/webhooks/signatures/standard-webhooks.ts';
import type { SignedCall, Verdict } from '../../../apps/ingest/webhooks/signatures/verdict.ts';
import type { SampleAdapter } from '../sample.ts';
import { sampleFiles } from '../sample-files.ts';

interface SignatureSample {
  readonly scheme: string;
  readonly publicKey?: string;
  readonly secret?: string;
  readonly signingKey?: string;
  readonly certPem?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bodyText?: string;
  readonly bodyBase64?: string;
  /** In seconds; a sample without is judged at the time that it was signed at. */
  readonly nowUnix?: number;
  readonly valid: boolean;
}

/** Signed calls, right and wrong ones. */
export const adapter: SampleAdapter = {
  bars: { verdicts: 1 },
  samples: (folder) =>
    sampleFiles(folder, '.json').map((file) => ({
      file,
      judge: () => {
        const sample = JSON.parse(readFileSync(join(folder, file), 'utf8')) as SignatureSample;
        const verdict = judge(sample);
        const isRight = (verdict === 'valid') === sample.valid;
        const differences = isRight ? [] : [`expected valid: ${sample.valid}, got ${verdict}`];
        return [{ figure: 'verdicts', differences }];
      },
    })),
};

function judge(sample: SignatureSample): Verdict {
  const { scheme, publicKey = '', certPem = '', bodyText = '', bodyBase64 } = sample;
  const secret = sample.secret ?? sample.signingKey ?? '';
  const body = bodyBase64 === undefined ? Buffer.from(bodyText) : Buffer.from(bodyBase64, 'base64');
  const headers = Object.fromEntries(
    Object.entries(sample.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const now = (at: unknown) => (sample.nowUnix ?? Number(at)) * 1000;
  const call = (at: unknown): SignedCall => ({ headers, body, now: now(at) });
  if (scheme.startsWith('sendgrid')) {
    const key = sendgridKey(publicKey);
    return checkSendgrid(call(headers['x-twilio-email-event-webhook-timestamp']), key ? [key] : []);
  }
  if (scheme.startsWith('standard-webhooks') || scheme.startsWith('svix')) {
    const bytes = standardWebhooksSecret(secret);
    const at = headers['webhook-timestamp'] ?? headers['svix-timestamp'];
    return checkStandardWebhooks(call(at), bytes ? [bytes] : []);
  }
  if (scheme.startsWith('sns')) {
    const envelope = JSON.parse(body.toString()) as SnsEnvelope;
    const key = keyOfCertificate(certPem);
    if (key === null || certificateAddress(envelope) === null) return 'wrong';
    return checkSns(envelope, key, now(Date.parse(String(envelope.Timestamp)) / 1000));
  }
  if (scheme.startsWith('mailgun')) {
    const given = mailgunSignature(JSON.parse(body.toString()));
    return checkMailgun(given, [secret], now(given?.timestamp));
  }
  if (scheme.startsWith('mailersend')) return checkBodyHmac(call(0), 'signature', [secret]);
  throw new Error(`nobody checks signatures of the scheme ${scheme}`);
}
