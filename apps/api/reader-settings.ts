import { z } from 'zod';
import { setting } from '../ingest/settings.ts';

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
};

/** Where readers come to: a plain address, which paths are put behind. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, search, hash, username } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && search === '' && hash === '' && username === '';
}
