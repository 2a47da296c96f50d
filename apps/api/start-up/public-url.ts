import type { Installation } from '#storage';
import type { Reporter } from '../../ingest/start-up/reporter.ts';
import type { Config } from '../config.ts';

/** Says what readers of live mail would find where nobody has said how they reach this installation. */
export function sayPublicUrl(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  { mode }: Pick<Installation, 'mode'>,
  reporter: Pick<Reporter, 'note'>,
): void {
  if (mode === 'sandbox') return;
  if (publicUrl === undefined) {
    reporter.note(
      'PUBLIC_URL is not set: links and unsubscribe links of mails lead to this machine, which readers cannot reach. ' +
        'Set PUBLIC_URL=https://crest.example.com',
    );
  } else if (!publicUrl.startsWith('https:')) {
    reporter.note(
      'PUBLIC_URL is not https: mail programs offer to unsubscribe with one click over https only.',
    );
  }
}
