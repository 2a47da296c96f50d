import { z } from 'zod';
import type { Mailer, MailResult } from '../mailer.ts';
import { headersOf } from './headers-of.ts';
import { type Answer, type HttpProvider, type HttpSettings, httpMailer } from './http-mailer.ts';
import { badAddress, refusesUs } from './http-meaning.ts';

export interface MailgunSettings extends HttpSettings {
  readonly apiKey: string;
  readonly domain: string;
  readonly region: 'us' | 'eu';
}

const took = z.object({ id: z.string().min(1) });
const refused = z.object({ message: z.string() });
const HOSTS = { us: 'https://api.mailgun.net', eu: 'https://api.eu.mailgun.net' };

/** Mailgun, v3. Nothing of it recognizes a repeat: its event search may lag by half an hour, so it is not asked. */
export function mailgunMailer(settings: MailgunSettings): Mailer {
  const { apiKey, domain, region, url = HOSTS[region] } = settings;
  const authorization = `Basic ${Buffer.from(`api:${apiKey}`).toString('base64')}`;
  const provider: HttpProvider = {
    name: 'mailgun',
    repeats: 'blind',
    request(mail) {
      const body = new FormData();
      body.set('from', mail.from);
      body.set('to', mail.recipient);
      body.set('subject', mail.subject);
      body.set('text', mail.text);
      if (mail.html !== null) body.set('html', mail.html);
      for (const [name, value] of Object.entries(headersOf(mail))) body.set(`h:${name}`, value);
      body.set('v:touch', mail.intentId);
      body.set('o:tracking', 'no');
      return { url: `${url}/v3/${encodeURIComponent(domain)}/messages`, headers: { authorization }, body };
    },
    read,
  };
  return httpMailer(provider, settings);
}

function read({ status, json }: Answer): MailResult | null {
  if (status === 200) {
    const id = took.safeParse(json).data?.id;
    // Its webhooks give the id without the brackets.
    return id === undefined ? null : { kind: 'accepted', providerMessageId: id.replace(/^<|>$/g, '') };
  }
  const message = refused.safeParse(json).data?.message ?? '';
  const detail = `${status} ${message}`;
  if (status !== 400) return null;
  if (/['"`]?\bto\b['"`]? parameter|recipient/i.test(message)) return badAddress(detail);
  if (/['"`]?\bfrom\b['"`]? parameter|domain|account|disabled/i.test(message)) return refusesUs(detail);
  return null;
}
