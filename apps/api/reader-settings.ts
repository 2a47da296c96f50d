import { z } from 'zod';
import { setting } from '../ingest/settings.ts';

const DOMAIN_ERROR = 'is not a domain. Write the one whose mail comes in here, like reply.example.com.';

/** How readers of mail reach this installation. */
export const readerSettings = {
  PUBLIC_URL: setting(
    z
      .string()
      .refine(isOrigin, { error: 'is not an address for readers. Write it like https://crest.example.com.' })
      .optional(),
  ),
  UNSUBSCRIBE_EMAIL: setting(
    z.email({ error: 'is not a mail address. Write it like unsubscribe@example.com.' }).optional(),
  ),
  REPLY_DOMAIN: setting(z.string().refine(isDomain, { error: DOMAIN_ERROR }).optional()),
  BOUNCE_DOMAIN: setting(z.string().refine(isDomain, { error: DOMAIN_ERROR }).optional()),
};

function isDomain(value: string): boolean {
  return /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/i.test(value);
}

/** Where readers come to: a plain address, which paths are put behind. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, search, hash, username } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && search === '' && hash === '' && username === '';
}
