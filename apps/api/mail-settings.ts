import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { readAddress } from '#runtime';
import { setting } from '../ingest/settings.ts';

export const PROVIDERS = ['smtp', 'resend', 'postmark', 'sendgrid', 'mailgun', 'ses'] as const;

/** Where mail goes once it may leave this machine, with what it takes to get in there. */
export type Provider =
  | { readonly name: 'smtp'; readonly url: string; readonly dkim: Dkim | undefined }
  | { readonly name: 'resend'; readonly apiKey: string }
  | { readonly name: 'postmark'; readonly serverToken: string; readonly stream: string }
  | { readonly name: 'sendgrid'; readonly apiKey: string; readonly region: 'global' | 'eu' }
  | {
      readonly name: 'mailgun';
      readonly apiKey: string;
      readonly domain: string;
      readonly region: 'us' | 'eu';
    }
  | {
      readonly name: 'ses';
      readonly region: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string | undefined;
      readonly configurationSet: string | undefined;
    };

export interface Dkim {
  readonly domainName: string;
  readonly keySelector: string;
  readonly privateKey: string;
}

export interface MailConfig {
  /** Mail leaves this machine; without it every mail is captured. */
  readonly send: boolean;
  readonly provider: Provider | undefined;
  /** Whom mail is from. */
  readonly from: string | undefined;
}

const isSmtp = (value: string) =>
  URL.canParse(value) && ['smtp:', 'smtps:'].includes(new URL(value).protocol);
/** A key goes into a header, where a line break would start another. */
const isPlain = (value: string) => /^[\x21-\x7e]+$/.test(value);
const secret = () =>
  setting(
    z.string().refine(isPlain, { error: 'has a space, a line break or a letter no key has.' }).optional(),
  );
const name = (error: string) =>
  setting(
    z
      .string()
      .regex(/^[A-Za-z0-9._-]+$/, { error })
      .optional(),
  );
const isRsaKey = (pem: string) => {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
};

/** The settings of mail, each checked alone. */
export const mailSettings = {
  SEND: setting(
    z
      .enum(['0', '1'], { error: 'is neither 0 nor 1. SEND=1 lets mail leave this machine.' })
      .transform((value) => value === '1')
      .default(false),
  ),
  MAIL_PROVIDER: setting(
    z.enum(PROVIDERS, { error: `is not a provider. Choose from ${PROVIDERS.join(', ')}.` }).optional(),
  ),
  MAIL_FROM: setting(
    z
      .string()
      .refine((value) => readAddress(value) !== null, {
        error: 'is not a sender. Write it like ada@example.com or Ada Lovelace <ada@example.com>.',
      })
      .optional(),
  ),
  SMTP_URL: setting(
    z
      .string()
      .refine(isSmtp, { error: 'is not a mail server. Write it like smtp://user:password@host:587.' })
      .optional(),
  ),
  DKIM_DOMAIN: name('is not a domain. Write the domain that mail is signed for, like example.com.'),
  DKIM_SELECTOR: name('is not a selector. Write the name before ._domainkey in your DNS.'),
  DKIM_PRIVATE_KEY: setting(
    z
      .string()
      // An environment file has one line a setting.
      .transform((pem) => pem.replaceAll('\\n', '\n'))
      .refine(isRsaKey, { error: 'is not an RSA private key in PEM. Line breaks may be written \\n.' })
      .optional(),
  ),
  RESEND_API_KEY: secret(),
  POSTMARK_SERVER_TOKEN: secret(),
  POSTMARK_STREAM: name('is not a message stream. Write its id, like outbound or broadcast.'),
  SENDGRID_API_KEY: secret(),
  SENDGRID_REGION: setting(
    z.enum(['global', 'eu'], { error: 'is neither global nor eu.' }).default('global'),
  ),
  MAILGUN_API_KEY: secret(),
  MAILGUN_DOMAIN: name('is not a domain. Write the domain that mail leaves from, like mg.example.com.'),
  MAILGUN_REGION: setting(z.enum(['us', 'eu'], { error: 'is neither us nor eu.' }).default('us')),
  AWS_REGION: name('is not a region. Write it like eu-central-1.'),
  AWS_ACCESS_KEY_ID: secret(),
  AWS_SECRET_ACCESS_KEY: secret(),
  AWS_SESSION_TOKEN: secret(),
  SES_CONFIGURATION_SET: name('is not the name of a configuration set.'),
};

type Read = z.output<z.ZodObject<typeof mailSettings>>;

/** The settings of mail together: what is missing for the provider, and whether mail may leave. */
export function readMail(s: Read): { readonly mail: MailConfig; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const chosen = s.MAIL_PROVIDER ?? (s.SMTP_URL === undefined ? undefined : 'smtp');
  const need = (setting: keyof Read & string, fix: string): string => {
    const value = s[setting];
    if (typeof value === 'string') return value;
    problems.push(`${setting} is missing for MAIL_PROVIDER=${chosen}. ${fix}`);
    return '';
  };
  const provider = chosen && providerOf(chosen, s, need, dkimOf(s, problems));
  if (s.SEND && provider === undefined) {
    problems.push(
      'SEND=1 needs a way out. Set SMTP_URL, or MAIL_PROVIDER and its key, or leave SEND out to capture mail.',
    );
  }
  if (s.SEND && s.MAIL_FROM === undefined) {
    problems.push('SEND=1 needs MAIL_FROM, the sender of mail, like Ada Lovelace <ada@example.com>.');
  }
  return { mail: { send: s.SEND, provider, from: s.MAIL_FROM }, problems };
}

function providerOf(
  chosen: Provider['name'],
  s: Read,
  need: (setting: keyof Read & string, fix: string) => string,
  dkim: Dkim | undefined,
): Provider {
  switch (chosen) {
    case 'smtp':
      return { name: chosen, url: need('SMTP_URL', 'Write it like smtp://user:password@host:587.'), dkim };
    case 'resend':
      return { name: chosen, apiKey: need('RESEND_API_KEY', 'Make one under API Keys; it begins with re_.') };
    case 'postmark':
      return {
        name: chosen,
        serverToken: need('POSTMARK_SERVER_TOKEN', "It stands under the server's API Tokens."),
        stream: s.POSTMARK_STREAM ?? 'outbound',
      };
    case 'sendgrid':
      return {
        name: chosen,
        apiKey: need('SENDGRID_API_KEY', 'Make one with Mail Send access; it begins with SG.'),
        region: s.SENDGRID_REGION,
      };
    case 'mailgun':
      return {
        name: chosen,
        apiKey: need('MAILGUN_API_KEY', 'A sending key of the domain is enough.'),
        domain: need('MAILGUN_DOMAIN', 'Write the domain that mail leaves from, like mg.example.com.'),
        region: s.MAILGUN_REGION,
      };
    case 'ses':
      return {
        name: chosen,
        region: need('AWS_REGION', 'Write it like eu-central-1.'),
        accessKeyId: need('AWS_ACCESS_KEY_ID', 'Its user needs ses:SendEmail.'),
        secretAccessKey: need('AWS_SECRET_ACCESS_KEY', 'It belongs to AWS_ACCESS_KEY_ID.'),
        sessionToken: s.AWS_SESSION_TOKEN,
        configurationSet: s.SES_CONFIGURATION_SET,
      };
  }
}

/** DKIM takes all three of its settings or none: half of them would send mail unsigned. */
function dkimOf(s: Read, problems: string[]): Dkim | undefined {
  const { DKIM_DOMAIN: domainName, DKIM_SELECTOR: keySelector, DKIM_PRIVATE_KEY: privateKey } = s;
  if (domainName !== undefined && keySelector !== undefined && privateKey !== undefined) {
    return { domainName, keySelector, privateKey };
  }
  const given = { DKIM_DOMAIN: domainName, DKIM_SELECTOR: keySelector, DKIM_PRIVATE_KEY: privateKey };
  const missing = Object.entries(given).flatMap(([setting, value]) => (value === undefined ? [setting] : []));
  if (missing.length < 3)
    problems.push(`${missing.join(' and ')} is missing: DKIM needs all three of its settings.`);
  return undefined;
}
